package org.shiplog.http.auth.ldap;

/**
 * An entry of a user.
 *
 * @param dn as the directory writes it
 * @param username the login name in lower case, since directories do not tell cases apart; at most 255 characters
 * @param realname the entry's {@code cn}, {@code displayName} or {@code uid}, whichever it has first, or else the login name; at
 *     most 255 characters
 * @param email may be empty; at most 255 characters
 */
public record LdapUser(String dn, String username, String realname, String email) {}
