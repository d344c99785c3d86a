package org.shiplog.http.api.port;

import java.util.concurrent.Executor;
import org.shiplog.http.auth.external.DirectoryUsers;
import org.shiplog.http.auth.external.LiveDirectory;
import org.shiplog.http.auth.external.PasswordsElsewhere;
import org.shiplog.http.auth.oidc.OidcPing;
import org.shiplog.http.settings.LiveSettings;

/**
 * What the operations on directories and providers stand on.
 *
 * @param blocking where a directory is waited for
 */
public record DirectoryPorts(
        LiveDirectory directory,
        DirectoryUsers users,
        PasswordsElsewhere passwords,
        OidcPing provider,
        LiveSettings settings,
        Executor blocking) {}
