package org.shiplog.http.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;

/** Asks the directory that knows users whom the registry has no password of. */
public interface DirectoryLogins {
    /** Whether there is such a directory now. */
    boolean isOn();

    /** The user, known here from now on; empty when the directory does not know the user or that is not the password. */
    CompletionStage<Optional<Principal.Person>> login(Username username, String password);
}
