package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.config.ConfigReader;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.Secret;

class StartupReportTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Ticking clock = new Ticking();

    @Test
    void showsEachPartWithItsTimeAndThenHowToLogIn() {
        var report = report(Map.of());
        report.begin(new Release("1.2.3", "18.6.0"));
        clock.now = clock.now.plusMillis(500);
        report.step("Database", "PostgreSQL, embedded");
        clock.now = clock.now.plusMillis(1_250);
        report.step("HTTP", "listening");
        report.ready(node("http://127.0.0.1:5000", Optional.of(new Secret("first-password"))));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
            Shiplog 1.2.3 is starting.
              Database    PostgreSQL, embedded (0.5 s)
              HTTP        listening (1.3 s)

            Shiplog is ready after 1.8 s.

              URL         http://127.0.0.1:5000
              Log in      docker login 127.0.0.1:5000 -u admin
              Password    first-password
                          Generated now and shown only this once; kept in DATA/admin-password
              Data        DATA
              Health      http://127.0.0.1:5001/health/ready
              Stop        Ctrl-C

            """.replace("DATA", data.toString()));
    }

    @Test
    void pointsToTheKeptPasswordOnLaterStartsWithoutShowingIt() {
        Secret kept = AdminPassword.keptOrGenerated(data, RandomGenerator.getDefault());
        report(Map.of()).ready(node("http://127.0.0.1:5000", Optional.empty()));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("as generated on the first start, kept in " + AdminPassword.file(data))
                .doesNotContain(kept.reveal());
    }

    @Test
    void saysNothingAboutAPasswordThatTheOperatorHasSet() {
        var settings = Map.of("SHIPLOG_ADMIN_PASSWORD", "geheim-geheim");
        report(settings).ready(node("https://registry.example.org", Optional.empty()));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("docker login registry.example.org -u admin")
                .doesNotContain("geheim", "Password");
    }

    @Test
    void showsAnExternalDatabaseWithoutItsPassword() {
        var settings = Map.of("SHIPLOG_DATABASE_URL", "jdbc:postgresql://db/shiplog?user=u&password=geheim");
        report(settings).ready(node("http://127.0.0.1:5000", Optional.empty()));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Database    jdbc:postgresql://db/shiplog\n")
                .doesNotContain("geheim");
    }

    private StartupReport report(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("SHIPLOG_DATA_DIR", data.toString());
        NodeConfig config = ConfigReader.read(Optional.empty(), all);
        return new StartupReport(new PrintStream(out, true, StandardCharsets.UTF_8), clock.clock(), config);
    }

    /** A clock that the test moves. */
    private static final class Ticking implements InstantSource {
        private Instant now = Instant.parse("2026-11-21T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        private Clock clock() {
            return withZone(ZoneOffset.UTC);
        }
    }

    private static RunningNode node(String url, Optional<Secret> firstPassword) {
        return new RunningNode() {
            @Override
            public URI url() {
                return URI.create(url);
            }

            @Override
            public URI managementUrl() {
                return URI.create("http://127.0.0.1:5001");
            }

            @Override
            public CompletionStage<String> lost() {
                return new CompletableFuture<>();
            }

            @Override
            public Optional<Secret> firstPassword() {
                return firstPassword;
            }

            @Override
            public void close() {}
        };
    }
}
