package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.projections.ledger.LedgerEntry;
import org.shiplog.projections.ledger.check.Finding;
import org.shiplog.projections.ledger.check.Verdict;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.DatabaseAddress;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** The commands over a database with one event, which a node would have entered in the ledger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditCommandTest {
    @TempDir
    private Path directory;

    private EmbeddedPostgres postgres;
    private String key;

    @BeforeAll
    void start(@TempDir Path data) throws SQLException {
        postgres = EmbeddedPostgres.start(data);
        try (var pool = Database.pool(new DatabaseAddress(postgres.jdbcUrl()), "test", 2)) {
            Database.migrate(pool);
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
                        + " event_ser_manifest, event_payload) VALUES ('Project|a', 1, 'w', 1, 'T/1', 'x')");
                try (var rows =
                        statement.executeQuery("SELECT " + LedgerEntry.COLUMNS + " FROM event_journal AS event")) {
                    rows.next();
                    byte[] hash = LedgerEntry.read(rows).hash().bytes();
                    try (var insert =
                            connection.prepareStatement("INSERT INTO ledger_leaf VALUES (0, 'Project|a', 1, ?)")) {
                        insert.setBytes(1, hash);
                        insert.execute();
                    }
                }
            }
        }
    }

    @AfterAll
    void stop() {
        postgres.close();
    }

    private CommandRun run(String... arguments) {
        return run(CommandRun.NOTHING.verifier(), arguments);
    }

    private CommandRun run(DatabaseVerifier verifier, String... arguments) {
        var actions = new ShiplogCommand.Actions(
                CommandRun.NOTHING.node(), CommandRun.NOTHING.projections(), verifier, CommandRun.NOTHING.blobs());
        String[] line =
                Stream.concat(Stream.of("audit"), Arrays.stream(arguments)).toArray(String[]::new);
        return CommandRun.of(
                Map.of("SHIPLOG_DATABASE_URL", postgres.jdbcUrl(), "SHIPLOG_LEDGER_ORIGIN", "a.example.org"),
                actions,
                line);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private String checkpoint() {
        CommandRun run = run("checkpoint");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run.out()).startsWith("a.example.org\n1\n").contains("\n— a.example.org ");
        key = run("keys").out().lines().findFirst().orElseThrow();
        return run.out();
    }

    @Test
    void exportsAndProvesWhatIsVerifiedWithoutADatabase() throws IOException {
        String note = checkpoint();
        Path kept = file("kept", note);
        Path export = directory.resolve("export.jsonl");
        assertThat(run("export", "--out", export.toString()).status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run("export").out()).isEqualTo(Files.readString(export));

        CommandRun verified =
                run("verify", "--export", export.toString(), "--key", key, "--checkpoint", kept.toString());
        assertThat(verified.out()).isEqualTo("Verified: 1 events and 1 checkpoints.\n");
        assertThat(verified.status()).isEqualTo(ShiplogCommand.DONE);

        Path changed = file("changed", Files.readString(export).replace("\"event\":1", "\"event\":2"));
        CommandRun refused = run("verify", "--export", changed.toString(), "--key", key);
        assertThat(refused.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(refused.out()).contains("line 2");

        CommandRun proof = run("proof", "1");
        assertThat(proof.status()).isEqualTo(ShiplogCommand.DONE);
        CommandRun proven = run("verify", "--proof", file("proof", proof.out()).toString(), "--key", key);
        assertThat(proven.out()).contains("event 1, a T/1, number 1 of Project|a");
        assertThat(proven.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run("proof", "99").status()).isEqualTo(ShiplogCommand.FAILED);
    }

    @Test
    void verifiesADatabaseAgainstCheckpointsThatWereKept() throws IOException {
        String note = checkpoint();
        List<String> known = new ArrayList<>();
        DatabaseVerifier verifier = (_, checkpoints, progress) -> {
            checkpoints.forEach(head -> known.add(head.text()));
            progress.accept(1);
            return new Verdict("", List.of(new Finding("audit_log", "row 7", "gone")));
        };
        CommandRun run = run(
                verifier,
                "verify",
                "--key",
                key,
                "--checkpoint",
                file("kept", note).toString());
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run.out()).isEqualTo("audit_log, row 7: gone\n");
        assertThat(run.err()).contains("1 events", "Not verified: 1 findings.");
        assertThat(note).startsWith(known.getFirst());

        CommandRun nothing = run((_, _, _) -> new Verdict("all", List.of()), "verify");
        assertThat(nothing.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(nothing.out()).isEqualTo("Verified: all.\n");
    }

    @Test
    void keepsOldKeysWhenItMakesANewOne() {
        checkpoint();
        List<String> keys = run("keys", "--rotate").out().lines().toList();
        assertThat(keys).hasSizeGreaterThan(1).contains(key);
        assertThat(keys.getFirst()).isNotEqualTo(key);
    }

    @Test
    void refusesWhatDoesNotGoTogether() throws IOException {
        checkpoint();
        String some = file("some", "text").toString();
        for (List<String> line : List.<List<String>>of(
                List.of("verify", "--export", some),
                List.of("verify", "--export", some, "--key", "nonsense"),
                List.of("verify", "--export", some, "--proof", some, "--key", key),
                List.of("verify", "--proof", some, "--checkpoint", some, "--key", key),
                List.of("verify", "--checkpoint", some),
                List.of("verify", "--checkpoint", some, "--key", key),
                List.of("proof", "x"),
                List.<String>of())) {
            assertThat(run(line.toArray(String[]::new)).status()).as("%s", line).isEqualTo(ShiplogCommand.UNUSABLE);
        }
        assertThat(run("verify", "--proof", some, "--key", key).status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run("verify", "--export", some, "--key", key).status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run("verify", "--export", directory.resolve("none").toString(), "--key", key)
                        .status())
                .isEqualTo(ShiplogCommand.FAILED);
    }
}
