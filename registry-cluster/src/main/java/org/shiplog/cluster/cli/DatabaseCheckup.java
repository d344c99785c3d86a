package org.shiplog.cluster.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.shiplog.cluster.config.NodeConfig;

/** Can the database be reached, does it keep what it has acknowledged, does it agree about the time, does it hold a row? */
final class DatabaseCheckup {
    private static final int OLDEST_VERSION = 140_000;
    private static final Duration NOTABLE_SKEW = Duration.ofSeconds(1);
    private static final Duration WRONG_SKEW = Duration.ofSeconds(30);
    private static final int FIRST_PLAUSIBLE_YEAR = 2025;
    private static final int LAST_PLAUSIBLE_YEAR = 2100;

    /** What must be on for an acknowledged push to survive a crash, and the values that say so. */
    private record Durability(String setting, Set<String> good) {}

    private static final List<Durability> DURABILITY = List.of(
            new Durability("fsync", Set.of("on")),
            new Durability("full_page_writes", Set.of("on")),
            new Durability("synchronous_commit", Set.of("on", "remote_apply")));

    private final NodeConfig config;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    DatabaseCheckup(NodeConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    List<Finding> findings() {
        try (var access = DatabaseAccess.openForCheck(config, DiskCheckup.nearest(config.dataDirectory()));
                var connection = DriverManager.getConnection(access.address().jdbcUrl())) {
            version(connection, access);
            durability(connection);
            checksums(connection);
            time(connection);
            row(connection);
        } catch (SQLException | IOException | RuntimeException e) {
            findings.add(Finding.fail(
                    "database",
                    String.valueOf(e.getMessage()),
                    config.database().isPresent()
                            ? "Check SHIPLOG_DATABASE_URL, the network and that the server runs."
                            : "Read " + config.dataDirectory().resolve("log")
                                    + " for what the embedded PostgreSQL said."));
        }
        return findings;
    }

    private void version(Connection connection, DatabaseAccess access) throws SQLException {
        String origin = switch (access.origin()) {
            case EXTERNAL -> access.address().withoutSecrets();
            case RUNNING_NODE -> "embedded, of the running node";
            case STARTED_FOR_THIS -> "embedded, started for this check";
            case TRIAL -> "embedded, tried out and removed again: the first start makes it";
        };
        String detail = "PostgreSQL " + text(connection, "SHOW server_version") + ", " + origin;
        int number = Integer.parseInt(text(connection, "SHOW server_version_num"));
        findings.add(
                number < OLDEST_VERSION
                        ? Finding.fail("database", detail, "Upgrade it to PostgreSQL 14 or newer.")
                        : Finding.ok("database", detail));
    }

    private void durability(Connection connection) throws SQLException {
        var lossy = new ArrayList<String>();
        for (Durability durability : DURABILITY) {
            String value = text(connection, "SELECT current_setting('" + durability.setting() + "')");
            if (!durability.good().contains(value)) {
                lossy.add(durability.setting() + "=" + value);
            }
        }
        findings.add(
                lossy.isEmpty()
                        ? Finding.ok("durability", "fsync, full_page_writes and synchronous_commit are on")
                        : Finding.fail(
                                "durability",
                                String.join(", ", lossy),
                                "A crash can lose acknowledged pushes. Turn this on in postgresql.conf and reload."));
    }

    private void checksums(Connection connection) throws SQLException {
        findings.add(
                text(connection, "SHOW data_checksums").equals("on")
                        ? Finding.ok("checksums", "data pages carry checksums")
                        : Finding.warn(
                                "checksums",
                                "data pages carry no checksums",
                                "Damage on the disk stays unseen. Stop the server and run pg_checksums --enable."));
    }

    private void time(Connection connection) throws SQLException {
        Instant before = clock.instant();
        Instant server = instant(connection);
        Instant after = clock.instant();
        Duration skew = server.isBefore(before)
                ? Duration.between(server, before)
                : server.isAfter(after) ? Duration.between(after, server) : Duration.ZERO;
        int year = before.atZone(ZoneOffset.UTC).getYear();
        if (year < FIRST_PLAUSIBLE_YEAR || year > LAST_PLAUSIBLE_YEAR) {
            findings.add(Finding.fail("clock", "it is " + before + " here", "Set this machine's clock; use NTP."));
        } else if (skew.compareTo(NOTABLE_SKEW) > 0) {
            String detail = "the database's clock is " + skew.toMillis() + " ms away from ours";
            String advice = "Let both machines follow the same NTP servers.";
            findings.add(
                    skew.compareTo(WRONG_SKEW) > 0
                            ? Finding.fail("clock", detail, advice)
                            : Finding.warn("clock", detail, advice));
        } else {
            findings.add(Finding.ok("clock", "agrees with the database's (" + before + ")"));
        }
    }

    /** A table of its own, so that the probe needs no schema and disturbs none. */
    private void row(Connection connection) throws SQLException {
        String table = "doctor_probe_" + ProcessHandle.current().pid();
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (written text NOT NULL)");
            try {
                statement.execute("INSERT INTO " + table + " VALUES ('as it was')");
                boolean same = text(connection, "SELECT written FROM " + table).equals("as it was");
                findings.add(
                        same
                                ? Finding.ok("row", "written, committed and read again")
                                : Finding.fail("row", "what was read is not what was written", "Check this database."));
            } finally {
                statement.execute("DROP TABLE " + table);
            }
        } catch (SQLException e) {
            findings.add(Finding.fail(
                    "row",
                    String.valueOf(e.getMessage()),
                    "Let this user create tables in the database, and check its disk."));
        }
    }

    private static Instant instant(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT clock_timestamp()")) {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
