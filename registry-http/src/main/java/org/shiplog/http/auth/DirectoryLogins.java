package org.shiplog.http.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;

/** Asks those who know users whom the registry has no password of: a directory, or a server that checks passwords. */
public interface DirectoryLogins {
    /** Where the users come from who are asked for now; empty when all passwords are kept here. */
    Optional<UserSource> source();

    /** The user, known here from now on; empty when nobody there knows the user or that is not the password. */
    CompletionStage<Optional<Principal.Person>> login(Username username, String password);
}
