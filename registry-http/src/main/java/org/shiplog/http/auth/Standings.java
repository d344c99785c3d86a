package org.shiplog.http.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;

/**
 * Keeps what is known of users from elsewhere from growing old: that they still are users there, and in which groups. Users of the
 * registry's own have nothing that could.
 */
public interface Standings {
    /** What somebody shows who does not log in elsewhere just now. */
    enum Use {
        /** A personal token, or the secret for command lines. */
        SECRET,
        /** Something that was given for a login and ends by itself: a session, or a registry token. */
        BEGUN
    }

    /**
     * The user as they are now, asked for elsewhere when the last answer is too old; empty when nobody vouches for them any more.
     * The stage fails with an {@link org.shiplog.domain.aggregate.EntityUnavailableException} when nobody can be asked and the last
     * answer is too old even for that.
     *
     * @param user enabled
     */
    CompletionStage<Optional<Principal.Person>> confirm(Username name, User user, Use use);
}
