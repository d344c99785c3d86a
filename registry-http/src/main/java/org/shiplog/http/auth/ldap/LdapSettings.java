package org.shiplog.http.auth.ldap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is set about a directory, as text that nobody has checked yet.
 *
 * @param groups without them nobody has groups, and nobody is an administrator because of one
 */
public record LdapSettings(Server server, Account account, Users users, Optional<Groups> groups) {
    /** Everything that is wrong with these settings, in the order of their components; empty when they can be used. */
    public List<LdapRefusal> refusals() {
        return switch (LdapPlan.of(this)) {
            case LdapPlan.Made _ -> List.of();
            case LdapPlan.Refused refused -> refused.refusals();
        };
    }

    /**
     * @param url {@code ldap://host[:389]} or {@code ldaps://host[:636]}; a host alone means {@code ldap}, port 636 always
     *     {@code ldaps}
     * @param startTls whether a connection of {@code ldap} is encrypted before anything is said over it
     * @param verifyCertificate whether the server must show a certificate for its name from an authority that is trusted
     * @param authorities the trusted authorities' certificates as PEM; when blank those that the Java platform trusts
     * @param timeout 1 to 60 seconds for connecting and for each answer; an operation with all its questions may take three
     *     times that
     */
    public record Server(
            String url, boolean startTls, boolean verifyCertificate, String authorities, Duration timeout) {}

    /** Who searches. */
    public record Account(String dn, String password) {
        @Override
        public String toString() {
            return "Account[dn=" + dn + ", password=***]";
        }
    }

    /**
     * @param baseDn blank for the directory's root
     * @param filter what else an entry must be to be a user; may be blank
     * @param uid the attribute with the login name; when blank {@code cn}
     */
    public record Users(String baseDn, String filter, String uid, LdapScope scope) {}

    /**
     * @param baseDn when blank that of the users
     * @param filter which entries are groups; when blank there are none
     * @param nameAttribute when blank {@code cn}
     * @param adminDn the group whose members administer the registry; may be blank
     * @param membershipAttribute the attribute of members that names their groups; when blank {@code memberof}
     */
    public record Groups(
            String baseDn,
            String filter,
            String nameAttribute,
            LdapScope scope,
            String adminDn,
            String membershipAttribute) {}
}
