package org.shiplog.http.auth.ldap;

/** What came of trying the settings. */
public sealed interface LdapPing {
    record Ok() implements LdapPing {}

    /**
     * @param message for whoever asked: the same whether nothing listens, nothing answers, something else does, or its
     *     certificate is not trusted, so that networks cannot be explored with it
     * @param reason for the log
     */
    record Failed(String message, String reason) implements LdapPing {}
}
