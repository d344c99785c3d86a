package org.shiplog.http.auth.ldap;

import java.time.Duration;

/** Why settings cannot be used. */
public sealed interface LdapRefusal {
    /** For whoever sets it; without secrets. */
    String message();

    record Missing(String setting) implements LdapRefusal {
        @Override
        public String message() {
            return setting + " is missing";
        }
    }

    record TooLong(String setting, int limit) implements LdapRefusal {
        @Override
        public String message() {
            return setting + " is longer than " + limit + " characters";
        }
    }

    record BadUrl(String found) implements LdapRefusal {
        @Override
        public String message() {
            return "ldap_url must be ldap://host[:port] or ldaps://host[:port]: " + found;
        }
    }

    record BadName(String setting, String found) implements LdapRefusal {
        @Override
        public String message() {
            return setting + " is not a distinguished name: " + found;
        }
    }

    record BadFilter(String setting, String found) implements LdapRefusal {
        @Override
        public String message() {
            return setting + " is not a filter such as (objectClass=person): " + found;
        }
    }

    record BadAttribute(String setting, String found) implements LdapRefusal {
        @Override
        public String message() {
            return setting + " is not the name of an attribute: " + found;
        }
    }

    record BadTimeout(Duration found) implements LdapRefusal {
        @Override
        public String message() {
            return "ldap_timeout must be from 1 to 60 seconds: " + found.toSeconds();
        }
    }

    record EncryptedTwice() implements LdapRefusal {
        @Override
        public String message() {
            return "ldap_start_tls is for ldap://: connections of ldaps:// are encrypted from the start";
        }
    }

    record BadAuthorities() implements LdapRefusal {
        @Override
        public String message() {
            return "ldap_ca_certificate must hold certificates in PEM form and nothing else";
        }
    }
}
