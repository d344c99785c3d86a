package org.shiplog.domain.identity;

public sealed interface UserRefusal {
    record UserExists(long userId) implements UserRefusal {}

    record UserUnknown() implements UserRefusal {}

    /** The user's password is kept elsewhere. */
    record PasswordElsewhere(UserSource source) implements UserRefusal {}

    /** The first administrator stays, an administrator, enabled. */
    record FirstAdministrator() implements UserRefusal {}

    record TooManyTokens(int limit) implements UserRefusal {}

    record TokenExists(String name) implements UserRefusal {}

    record TokenUnknown() implements UserRefusal {}
}
