package org.shiplog.domain.group;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A group that users are in.
 *
 * @param groupId never used twice
 * @param name 1 to {@value #MAX_NAME_LENGTH} characters
 * @param distinguishedName where a directory keeps the group (RFC 4514); empty for the other kinds
 */
public record UserGroup(long groupId, Kind kind, String name, String distinguishedName) {
    public static final int MAX_NAME_LENGTH = 255;
    public static final int MAX_DISTINGUISHED_NAME_LENGTH = 1024;

    /** Who tells of the group's members. Numbers are Harbor's, names are kept in events. */
    public enum Kind {
        LDAP(1),
        HTTP(2),
        OIDC(3);

        private final int id;

        Kind(int id) {
            this.id = id;
        }

        public int id() {
            return id;
        }

        /** Empty when no kind has that number. */
        public static Optional<Kind> of(long id) {
            return Stream.of(values()).filter(kind -> kind.id == id).findFirst();
        }
    }

    /** What no two groups share: where the directory keeps it, or else its name. */
    String key() {
        return key(kind, kind == Kind.LDAP ? distinguishedName : name);
    }

    static String key(Kind kind, String text) {
        return kind.name() + ":"
                + (kind == Kind.LDAP ? text.toLowerCase(Locale.ROOT).replace(" ", "") : text);
    }

    UserGroup named(String other) {
        return new UserGroup(groupId, kind, other, distinguishedName);
    }
}
