package org.shiplog.http.auth.external;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;

/**
 * Where users come from whose passwords somebody else checks. Stages fail with an
 * {@link org.shiplog.domain.aggregate.EntityUnavailableException} when there is no usable answer.
 */
public interface PasswordSource {
    UserSource source();

    /** Whether users log in there now. */
    boolean isOn();

    /** The user, known here from now on; empty when nobody there knows the user or that is not the password. */
    CompletionStage<Optional<Principal.Person>> login(Username username, String password);

    /**
     * A user who may never have logged in, known here from now on; empty when there is none.
     *
     * @param name as somebody wrote it, at most 255 characters
     */
    CompletionStage<Optional<Principal.Person>> find(String name);
}
