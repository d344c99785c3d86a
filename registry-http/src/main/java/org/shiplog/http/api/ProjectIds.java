package org.shiplog.http.api;

import java.util.concurrent.CompletionStage;

/** Gives out the numbers by which the API names projects. */
public interface ProjectIds {
    /** A number that was never given out before, on any node. */
    CompletionStage<Long> next();
}
