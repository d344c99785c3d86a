package org.shiplog.http.auth;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.identity.Username;

/**
 * A token that was found genuine.
 *
 * @param subject empty for an anonymous caller's
 */
record RegistryToken(Optional<Username> subject, TokenScope scope, Instant expires) {}
