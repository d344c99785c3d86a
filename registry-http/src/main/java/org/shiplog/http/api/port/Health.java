package org.shiplog.http.api.port;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Tells how the parts of the registry are. */
public interface Health {
    CompletionStage<List<Component>> check();

    record Component(String name, boolean healthy) {}
}
