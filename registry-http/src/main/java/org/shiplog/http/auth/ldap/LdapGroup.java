package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Optional;

/**
 * An entry of a group.
 *
 * @param dn as the directory writes it; compare by {@link #key()}
 * @param name at most 255 characters; the DN where the entry has no name
 */
public record LdapGroup(String dn, String name) {
    /** The same for all ways to write the DN: in lower case, without spaces between its parts. */
    public String key() {
        return key(dn).orElse(dn);
    }

    /** The key of whichever group has this DN; empty when the text is no DN. */
    public static Optional<String> key(String dn) {
        try {
            return Optional.of(new DN(dn).toNormalizedString());
        } catch (LDAPException _) {
            return Optional.empty();
        }
    }
}
