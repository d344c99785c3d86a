package org.shiplog.http.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * A token that was found genuine.
 *
 * @param subject empty for an anonymous caller's
 */
record RegistryToken(Optional<TokenSubject> subject, TokenScope scope, Instant expires) {}
