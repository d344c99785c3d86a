package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.storage.postgres.DataDirectoryLock;
import org.shiplog.storage.postgres.EmbeddedPostgres;

class DoctorCommandTest {
    @TempDir
    Path data;

    @Test
    void findsAHealthyMachineHealthyBeforeTheFirstStart() throws IOException {
        var run = doctor(Clock.systemUTC(), Map.of("SHIPLOG_HTTP_PORT", Integer.toString(freePort())));
        assertThat(run.out().lines().map(line -> line.split(" +")[0] + " " + line.split(" +")[1]))
                .containsSubsequence(
                        "OK settings",
                        "OK blob",
                        "OK port",
                        "OK management",
                        "OK database",
                        "OK durability",
                        "OK checksums",
                        "OK clock",
                        "OK row");
        assertThat(run.out()).contains("embedded, tried out and removed again").doesNotContain("FAIL");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void startsTheStoppedNodesDatabaseForTheCheckAndStopsItAgain() throws IOException {
        EmbeddedPostgres.start(data.resolve("postgres")).close();
        var run = doctor(Clock.systemUTC(), Map.of("SHIPLOG_HTTP_PORT", Integer.toString(freePort())));
        assertThat(run.out()).contains("embedded, started for this check");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(EmbeddedPostgres.running(data.resolve("postgres"))).isEmpty();
    }

    @Test
    void looksAtTheRunningNodeWithoutDisturbingIt() throws IOException {
        try (var _ = DataDirectoryLock.acquire(data);
                var postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long server = postgres.pid();
            var settings = Map.of("SHIPLOG_HTTP_PORT", Integer.toString(port.getLocalPort()));
            var run = doctor(Clock.systemUTC(), settings);
            assertThat(run.out()).contains("is held, and a node runs on", "embedded, of the running node");
            assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
            assertThat(postgres.pid()).isEqualTo(server);
        }
    }

    @Test
    void failsWhenAStrangerHoldsThePort() throws IOException {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var postgres = EmbeddedPostgres.start(data.resolve("postgres"))) {
            var run = doctor(
                    Clock.systemUTC(),
                    Map.of(
                            "SHIPLOG_HTTP_PORT", Integer.toString(stranger.getLocalPort()),
                            "SHIPLOG_DATABASE_URL", postgres.jdbcUrl()));
            assertThat(run.out()).contains("FAIL  port", "-> Stop the program that listens there");
            assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        }
    }

    @Test
    void failsWhenAStrangerHoldsTheManagementPort() throws IOException {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = doctor(
                    Clock.systemUTC(),
                    Map.of(
                            "SHIPLOG_HTTP_PORT", Integer.toString(freePort()),
                            "SHIPLOG_MANAGEMENT_PORT", Integer.toString(stranger.getLocalPort())));
            assertThat(run.out()).contains("FAIL  management", "SHIPLOG_MANAGEMENT_PORT");
            assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        }
    }

    @Test
    void failsWhenTheDatabaseMayLoseWhatItAcknowledged() throws IOException {
        try (var postgres = EmbeddedPostgres.start(data.resolve("postgres"))) {
            String lossy = postgres.jdbcUrl() + "&options=-c%20synchronous_commit%3Doff";
            var run = doctor(
                    Clock.systemUTC(),
                    Map.of("SHIPLOG_HTTP_PORT", Integer.toString(freePort()), "SHIPLOG_DATABASE_URL", lossy));
            assertThat(run.out()).contains("FAIL  durability  synchronous_commit=off", "-> A crash can lose");
            assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        }
    }

    @Test
    void failsWhenTheClockIsFarFromTheDatabases() throws IOException {
        try (var postgres = EmbeddedPostgres.start(data.resolve("postgres"))) {
            var settings = Map.of(
                    "SHIPLOG_HTTP_PORT", Integer.toString(freePort()), "SHIPLOG_DATABASE_URL", postgres.jdbcUrl());
            var late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2));
            assertThat(doctor(late, settings).out()).contains("FAIL  clock");
            var astray = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(5));
            assertThat(doctor(astray, settings).out()).contains("WARN  clock", "-> Let both machines follow");
            var unset = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
            assertThat(doctor(unset, settings).out()).contains("FAIL  clock", "it is 1970-");
        }
    }

    @Test
    void failsWhenNothingAnswersAtTheDatabasesAddress() throws IOException {
        var settings = Map.of(
                "SHIPLOG_HTTP_PORT",
                Integer.toString(freePort()),
                "SHIPLOG_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:" + freePort() + "/x?user=u&password=geheim");
        var run = doctor(Clock.systemUTC(), settings);
        assertThat(run.out())
                .contains("FAIL  database", "-> Check SHIPLOG_DATABASE_URL")
                .doesNotContain("geheim");
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
    }

    @Test
    void listsWrongSettingsAsFindings() {
        var run = doctor(Clock.systemUTC(), Map.of("SHIPLOG_HTTP_PORT", "x", "SHIPLOG_TLS_KEY", "/nowhere"));
        assertThat(run.out()).contains("FAIL  settings    SHIPLOG_HTTP_PORT", "FAIL  settings    SHIPLOG_TLS_KEY");
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
    }

    private CommandRun doctor(Clock clock, Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("SHIPLOG_DATA_DIR", data.toString());
        environment.putIfAbsent("SHIPLOG_MANAGEMENT_PORT", "0");
        return CommandRun.at(clock, environment, CommandRun.NOTHING, "doctor");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
