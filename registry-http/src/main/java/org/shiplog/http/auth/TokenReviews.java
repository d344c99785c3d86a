package org.shiplog.http.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;

/** Checks tokens that an authentication proxy reviews, with which programs log in as somebody in place of a password. */
public interface TokenReviews {
    /** What stands before the user's name then. No user's own name can begin like that. */
    String NAME_PREFIX = "tokenreview$";

    /** Whether there is such a proxy now. */
    boolean areTaken();

    /** The user, known here from now on; empty when the token is not, or not that user's. */
    CompletionStage<Optional<Principal.Person>> review(Username username, String token);
}
