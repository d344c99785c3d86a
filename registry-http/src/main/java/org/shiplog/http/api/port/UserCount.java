package org.shiplog.http.api.port;

import java.util.concurrent.CompletionStage;

/** Tells how many users there are. */
public interface UserCount {
    /** How many besides the administrator whom every registry has. */
    CompletionStage<Long> besidesTheFirst();
}
