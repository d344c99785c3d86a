package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shiplog.http.auth.ldap.LdapPlan.Account;
import org.shiplog.http.auth.ldap.LdapPlan.Address;
import org.shiplog.http.auth.ldap.LdapPlan.Anyone;
import org.shiplog.http.auth.ldap.LdapPlan.Attributes;
import org.shiplog.http.auth.ldap.LdapPlan.Authorities;
import org.shiplog.http.auth.ldap.LdapPlan.Encryption;
import org.shiplog.http.auth.ldap.LdapPlan.Groups;
import org.shiplog.http.auth.ldap.LdapPlan.PlatformsAuthorities;
import org.shiplog.http.auth.ldap.LdapPlan.Server;
import org.shiplog.http.auth.ldap.LdapPlan.Trust;
import org.shiplog.http.auth.ldap.LdapPlan.Users;

/** Reads settings part by part and gathers what is wrong. A part that is wrong is read as something harmless, and not used. */
final class SettingsReader {
    private static final int MOST_OF_A_NAME = 1024;
    private static final int MOST_OF_A_FILTER = 4096;
    private static final int MOST_OF_A_PASSWORD = 1024;
    private static final int MOST_OF_AUTHORITIES = 256 * 1024;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int PORT = 389;
    private static final int PORT_OF_TLS = 636;
    private static final Pattern URL = Pattern.compile(
            "(?:(?<scheme>ldaps?)://)?(?:(?<name>[A-Z0-9._-]{1,253})|\\[(?<ipv6>[0-9A-F:.]{2,45})])(?::(?<port>[0-9]{1,5}))?/?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}|[0-9]+(?:\\.[0-9]+){1,31}");

    private static final Filter EVERY_ENTRY = Filter.createPresenceFilter("objectClass");
    private static final Address NOWHERE = new Address("", PORT, Encryption.NONE);

    private final List<LdapRefusal> refusals = new ArrayList<>();

    List<LdapRefusal> refusals() {
        return refusals;
    }

    Server server(LdapSettings.Server server) {
        Duration timeout = server.timeout();
        Address address = address(server.url().strip(), server.startTls());
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            refusals.add(new LdapRefusal.BadTimeout(timeout));
        }
        return new Server(address, trust(server), timeout);
    }

    private Address address(String url, boolean startTls) {
        if (!present("ldap_url", url, MOST_OF_A_NAME)) {
            return NOWHERE;
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            refusals.add(new LdapRefusal.BadUrl(url));
            return NOWHERE;
        }
        boolean schemeOfTls = Optional.ofNullable(parts.group("scheme"))
                .filter(scheme -> scheme.toLowerCase(Locale.ROOT).equals("ldaps"))
                .isPresent();
        int port = Optional.ofNullable(parts.group("port"))
                .map(Integer::parseInt)
                .orElse(schemeOfTls ? PORT_OF_TLS : PORT);
        if (port < 1 || port > 65_535) {
            refusals.add(new LdapRefusal.BadUrl(url));
            return NOWHERE;
        }
        boolean tls = schemeOfTls || port == PORT_OF_TLS;
        if (tls && startTls) {
            refusals.add(new LdapRefusal.EncryptedTwice());
        }
        Encryption plain = startTls ? Encryption.START_TLS : Encryption.NONE;
        String host = Optional.ofNullable(parts.group("name")).orElseGet(() -> parts.group("ipv6"));
        return new Address(host, port, tls ? Encryption.TLS : plain);
    }

    private Trust trust(LdapSettings.Server server) {
        Trust listed = server.authorities().isBlank() ? new PlatformsAuthorities() : authorities(server.authorities());
        return server.verifyCertificate() ? listed : new Anyone();
    }

    private Trust authorities(String pem) {
        if (!withinLimit("ldap_ca_certificate", pem, MOST_OF_AUTHORITIES)) {
            return new Anyone();
        }
        List<X509Certificate> certificates = CertificateText.read(pem);
        if (certificates.isEmpty()) {
            refusals.add(new LdapRefusal.BadAuthorities());
        }
        return new Authorities(certificates);
    }

    Account account(LdapSettings.Account account) {
        // An empty password would be no proof of anything to the server, and yet be accepted by many.
        present("ldap_search_password", account.password(), MOST_OF_A_PASSWORD);
        boolean named = present("ldap_search_dn", account.dn(), MOST_OF_A_NAME);
        return new Account(named ? name("ldap_search_dn", account.dn()) : DN.NULL_DN, account.password());
    }

    Users users(LdapSettings.Users users) {
        return new Users(
                name("ldap_base_dn", users.baseDn()),
                users.scope().scope(),
                filter("ldap_filter", users.filter()),
                attribute("ldap_uid", users.uid(), "cn"));
    }

    /** Empty when no entry is a group. */
    Optional<Groups> groups(LdapSettings.Groups groups, LdapSettings.Users users) {
        String base = groups.baseDn().isBlank() ? users.baseDn() : groups.baseDn();
        DN admin = name("ldap_group_admin_dn", groups.adminDn());
        Groups read = new Groups(
                name("ldap_group_base_dn", base),
                groups.scope().scope(),
                filter("ldap_group_search_filter", groups.filter()).orElse(EVERY_ENTRY),
                new Attributes(
                        attribute("ldap_group_attribute_name", groups.nameAttribute(), "cn"),
                        attribute("ldap_group_membership_attribute", groups.membershipAttribute(), "memberof")),
                Optional.of(admin).filter(dn -> !dn.isNullDN()));
        return groups.filter().isBlank() ? Optional.empty() : Optional.of(read);
    }

    private DN name(String setting, String text) {
        if (!withinLimit(setting, text, MOST_OF_A_NAME)) {
            return DN.NULL_DN;
        }
        try {
            return new DN(text);
        } catch (LDAPException _) {
            refusals.add(new LdapRefusal.BadName(setting, text));
            return DN.NULL_DN;
        }
    }

    private Optional<Filter> filter(String setting, String text) {
        if (text.isBlank() || !withinLimit(setting, text, MOST_OF_A_FILTER)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Filter.create(text.strip()));
        } catch (LDAPException _) {
            refusals.add(new LdapRefusal.BadFilter(setting, text));
            return Optional.empty();
        }
    }

    private String attribute(String setting, String text, String standard) {
        if (text.isBlank()) {
            return standard;
        }
        String name = text.strip();
        if (withinLimit(setting, name, MOST_OF_A_NAME)
                && !ATTRIBUTE.matcher(name).matches()) {
            refusals.add(new LdapRefusal.BadAttribute(setting, name));
        }
        return name;
    }

    private boolean present(String setting, String text, int limit) {
        if (text.isBlank()) {
            refusals.add(new LdapRefusal.Missing(setting));
            return false;
        }
        return withinLimit(setting, text, limit);
    }

    private boolean withinLimit(String setting, String text, int limit) {
        if (text.length() > limit) {
            refusals.add(new LdapRefusal.TooLong(setting, limit));
            return false;
        }
        return true;
    }
}
