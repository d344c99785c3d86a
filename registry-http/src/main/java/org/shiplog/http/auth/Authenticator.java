package org.shiplog.http.auth;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;

/** Tells by name and password who somebody is. Users may live here, or in a directory elsewhere. */
public interface Authenticator {
    /** @param request failures are counted against its address, together with the name */
    CompletionStage<Login> authenticate(String username, String password, Provenance request);

    sealed interface Login {
        record Accepted(Principal.Authenticated principal) implements Login {}

        /** No such user, or not their password: which, is nobody's business. */
        record Rejected() implements Login {}

        /** Not looked at. */
        record Throttled(Duration retryAfter) implements Login {}
    }
}
