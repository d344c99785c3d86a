package org.shiplog.http.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;

/** Checks ID tokens of the OpenID Connect provider, which programs present that logged in there themselves. */
public interface IdTokens {
    /** Whether people log in at such a provider now. */
    boolean areTaken();

    /** The user whom a genuine token is about, with the groups that it names; empty for other tokens, and for who is no user. */
    CompletionStage<Optional<Principal.Person>> identify(String idToken);
}
