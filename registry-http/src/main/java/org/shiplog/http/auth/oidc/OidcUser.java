package org.shiplog.http.auth.oidc;

import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.issuer.IssuerUrl;

/**
 * Somebody as the provider describes them now. Issuer and subject together say who it is; everything else may change, or be what
 * another user had before. It prints without what is personal.
 *
 * @param username that the provider proposes, with {@code _} for spaces; empty when it proposes none that is one here
 * @param emailVerified whether the provider vouches for the address
 * @param groups those that count, all of them: what is not here is no longer so
 * @param administrator whether the administrators' group is among the user's groups
 */
public record OidcUser(
        IssuerUrl issuer,
        String subject,
        Optional<Username> username,
        Optional<String> email,
        boolean emailVerified,
        Set<String> groups,
        boolean administrator) {
    public OidcUser {
        groups = Set.copyOf(groups);
    }

    @Override
    public String toString() {
        return subject + " of " + issuer;
    }
}
