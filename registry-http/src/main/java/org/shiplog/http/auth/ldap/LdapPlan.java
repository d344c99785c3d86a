package org.shiplog.http.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchScope;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings that have been checked, as they are used. */
record LdapPlan(Server server, Account account, Users users, Optional<Groups> groups) {
    static Reading of(LdapSettings settings) {
        SettingsReader reader = new SettingsReader();
        LdapPlan plan = new LdapPlan(
                reader.server(settings.server()),
                reader.account(settings.account()),
                reader.users(settings.users()),
                settings.groups().flatMap(groups -> reader.groups(groups, settings.users())));
        return reader.refusals().isEmpty() ? new Made(plan) : new Refused(reader.refusals());
    }

    sealed interface Reading {}

    record Made(LdapPlan plan) implements Reading {}

    record Refused(List<LdapRefusal> refusals) implements Reading {
        Refused {
            refusals = List.copyOf(refusals);
        }
    }

    enum Encryption {
        NONE,
        START_TLS,
        TLS
    }

    record Address(String host, int port, Encryption encryption) {}

    record Server(Address address, Trust trust, Duration timeout) {}

    /** Whose certificates are believed. */
    sealed interface Trust {}

    record Anyone() implements Trust {}

    record PlatformsAuthorities() implements Trust {}

    record Authorities(List<X509Certificate> certificates) implements Trust {
        Authorities {
            certificates = List.copyOf(certificates);
        }
    }

    record Account(DN dn, String password) {
        @Override
        public String toString() {
            return "Account[dn=" + dn + ", password=***]";
        }
    }

    record Users(DN base, SearchScope scope, Optional<Filter> filter, String uid) {}

    record Groups(DN base, SearchScope scope, Filter filter, Attributes attributes, Optional<DN> admin) {}

    /** @param name of groups @param membership of members */
    record Attributes(String name, String membership) {}
}
