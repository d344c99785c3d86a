package org.shiplog.domain.identity;

/** Where a user's identity is proved. Names are kept in events. */
public enum UserSource {
    /** By a password that the registry itself keeps a hash of. */
    DATABASE,
    LDAP,
    OIDC,
    /** By an HTTP server that checks passwords and reviews tokens. */
    HTTP,
    UAA
}
