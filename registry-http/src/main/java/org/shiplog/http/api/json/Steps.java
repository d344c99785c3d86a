package org.shiplog.http.api.json;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.shiplog.domain.aggregate.Provenance;

/** The parts of a request that sends several commands. */
public final class Steps {
    private Steps() {}

    /** Commands of one request that reach the same entity must not be taken for repetitions of each other. */
    public static Provenance of(Provenance request, String step) {
        String commandId = UUID.nameUUIDFromBytes((request.commandId() + "/" + step).getBytes(StandardCharsets.UTF_8))
                .toString();
        return request.withCommandId(commandId);
    }
}
