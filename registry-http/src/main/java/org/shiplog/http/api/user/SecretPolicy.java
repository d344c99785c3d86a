package org.shiplog.http.api.user;

/** What passwords, and other secrets that people choose, must be like. */
public final class SecretPolicy {
    /** For people. */
    public static final String DESCRIPTION =
            "8 to 128 characters long, with at least one uppercase letter, one lowercase letter and one digit";

    /** How long a secret may be that is only compared. */
    public static final int MAX_CHECKED_LENGTH = 1024;

    private static final int MIN_LENGTH = 8;
    private static final int MAX_LENGTH = 128;

    private SecretPolicy() {}

    public static boolean isStrong(String secret) {
        return secret.length() >= MIN_LENGTH
                && secret.length() <= MAX_LENGTH
                && secret.chars().anyMatch(Character::isUpperCase)
                && secret.chars().anyMatch(Character::isLowerCase)
                && secret.chars().anyMatch(Character::isDigit);
    }
}
