package org.shiplog.storage.postgres;

/**
 * Where a PostgreSQL is and with which credentials it is reached: a JDBC URL with {@code user} and {@code password} in it.
 * The URL is a secret; printing an address shows only host, port and database.
 */
public record DatabaseAddress(String jdbcUrl) {
    private static final String PREFIX = "jdbc:postgresql:";

    public DatabaseAddress {
        if (!jdbcUrl.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a database URL begins with " + PREFIX + "//");
        }
    }

    /** The URL without its parameters and without user information, fit for logs and for people. */
    public String withoutSecrets() {
        int parameters = jdbcUrl.indexOf('?');
        String base = parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters);
        int authority = base.indexOf("//");
        int at = base.lastIndexOf('@');
        return authority < 0 || at < authority ? base : base.substring(0, authority + 2) + base.substring(at + 1);
    }

    @Override
    public String toString() {
        return withoutSecrets();
    }
}
