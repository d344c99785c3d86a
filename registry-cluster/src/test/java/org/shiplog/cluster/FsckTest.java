package org.shiplog.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.backup.BackupList;
import org.shiplog.cluster.cli.CommandRun;
import org.shiplog.domain.oci.DigestAlgorithm;

/** What looks after a node's bytes from beside it: over its database and its files, some of which are damaged by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FsckTest {
    private static final String IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private TestDatabase database;
    private TestNode node;
    private Path data;

    @BeforeAll
    void start(@TempDir Path postgres, @TempDir Path files) {
        data = files;
        database = TestDatabase.start(postgres);
        node = TestNode.start(database, files, Map.of());
        project("team");
        node.push("library/app", "one", bytes("one"));
        node.push("library/app", "two", bytes("two"));
        node.push("library/app", "second", bytes("two"));
        node.push("team/app", "one", bytes("one"));
        node.push("team/nested/tool", "v1", bytes("tool"));
    }

    @AfterAll
    void stop() {
        node.close();
        database.close();
    }

    private void project(String name) {
        assertThat(node.send(
                                "POST",
                                "/api/v2.0/projects",
                                bytes("{\"project_name\":\"" + name + "\"}"),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(201);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private CommandRun fsck(String... options) {
        return shiplog("fsck", options);
    }

    private CommandRun shiplog(String command, String... options) {
        return CommandRun.of(
                Map.of(
                        "SHIPLOG_DATA_DIR",
                        data.toString(),
                        "SHIPLOG_DATABASE_URL",
                        database.address().jdbcUrl()),
                Main.actions(),
                Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new));
    }

    private static String digest(String content) {
        return DigestAlgorithm.SHA256.digestOf(bytes(content)).toString();
    }

    private Path file(String content) {
        String hex = digest(content).substring("sha256:".length());
        return data.resolve("blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }

    private void run(String sql, Object... values) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Test
    void findsNothingInWhatTheNodeWrote() {
        CommandRun run = fsck();
        assertThat(run.out())
                .matches("(?s)Nothing wrong in \\d+ blobs and manifests of \\d+ bytes, which the journal up"
                        + " to \\d+/\\d+ needs\\.\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void namesWhatIsMissingAndWhoNeedsIt() throws IOException {
        Path file = file("one");
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        CommandRun run = fsck();
        CommandRun elsewhere = fsck("--repository", "team/nested/*");
        CommandRun inProject = fsck("--project", "team");
        CommandRun sample = fsck("--sample", "100%");
        Files.write(file, content);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .startsWith(digest("one") + " (blob, 3 bytes): missing\n"
                        + "  needed by library/app: one\n  needed by team/app: one\n1 found in ");
        assertThat(elsewhere.status()).isZero();
        assertThat(elsewhere.out()).contains("in 2 blobs and manifests");
        assertThat(inProject.status()).isEqualTo(1);
        assertThat(sample.status()).isEqualTo(1);
        assertThat(fsck().status()).isZero();
    }

    @Test
    void namesABlobThatWasCutOrChanged() throws IOException {
        Path file = file("two");
        Files.write(file, bytes("t"));
        CommandRun cut = fsck();
        Files.write(file, bytes("twp"));
        CommandRun changed = fsck("--json");
        Files.write(file, bytes("two"));

        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.out())
                .contains(digest("two") + " (blob, 3 bytes): has 1 bytes\n  needed by library/app: second, two\n");
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out().lines().toList())
                .hasSize(2)
                .satisfiesExactly(
                        finding -> assertThat(finding)
                                .contains("\"fault\":\"digest\"", digest("twp"), "\"tags\":[\"second\",\"two\"]"),
                        end -> assertThat(end).contains("\"complete\":true", "\"findings\":1"));
    }

    @Test
    void namesManifestsWhoseBytesWereChangedOrRemoved() throws SQLException {
        String manifest = node.send("HEAD", "/v2/team/nested/tool/manifests/v1", new byte[0], "Accept", IMAGE_MANIFEST)
                .headers()
                .firstValue("Docker-Content-Digest")
                .orElseThrow();
        run("CREATE TABLE kept AS SELECT * FROM manifests");
        run("UPDATE manifests SET bytes = set_byte(bytes, 5, 7) WHERE digest = ?", manifest);
        CommandRun changed = fsck();
        run("DELETE FROM manifests WHERE digest = ?", manifest);
        CommandRun removed = fsck();
        run("INSERT INTO manifests SELECT * FROM kept WHERE digest = ?", manifest);
        run("DROP TABLE kept");

        assertThat(changed.out()).contains(manifest + " (manifest, ").contains(": hashes to sha256:");
        assertThat(removed.out()).contains(": missing\n  needed by team/nested/tool: v1\n");
        assertThat(List.of(changed.status(), removed.status())).containsOnly(1);
    }

    @Test
    void accusesNoPushThatRunsAtTheSameTime() {
        project("busy");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> pushing = CompletableFuture.supplyAsync(() -> {
            int pushes = 0;
            while (!enough.get()) {
                node.push("busy/app", "tag" + pushes, bytes("content " + pushes++));
            }
            return pushes;
        });
        try {
            for (int i = 0; i < 5; i++) {
                CommandRun run = fsck("--project", "busy");
                assertThat(run.out()).startsWith("Nothing wrong");
            }
        } finally {
            enough.set(true);
        }
        assertThat(pushing.join()).isPositive();
    }

    @Test
    void saysUpToWhereItLookedWhenTheReadModelIsBehind() throws SQLException {
        // As if a node had died before its read models came to the journal's end: an event that none will handle.
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('shiplog projection quota', 0))");
                node.push("library/app", "late", bytes("late"));
                CommandRun run = fsck("--repository", "library/app");
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.out()).contains("Later events were not looked at");
            }
            connection.rollback();
        }
    }

    @Test
    void listsTheBlobsOfTheVeryStateThatACommandCopies(@TempDir Path directory) throws Exception {
        Path out = directory.resolve("blobs.jsonl");
        CommandRun run =
                shiplog("backup", "--out", out.toString(), "--", "sh", "-c", "echo the snapshot is {snapshot}");
        assertThat(run.status()).isZero();
        assertThat(run.err()).containsPattern("the snapshot is [0-9A-F-]+\n").contains(" blobs of ", " for position ");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.getFirst()).contains("\"backup\":\"shiplog\"", "\"position\":\"");
        assertThat(lines).contains("{\"digest\":\"" + digest("tool") + "\",\"size\":4}");

        List<String> links = new ArrayList<>();
        List<String> listed = new ArrayList<>();
        var result = new BackupList(database.pool(), Instant::now)
                .write(
                        snapshot -> {
                            node.push("library/app", "meanwhile", bytes("pushed meanwhile"));
                            links.addAll(blobsIn(snapshot));
                        },
                        listed::add);
        assertThat(result).isInstanceOf(BackupList.Result.Listed.class);
        assertThat(listed.subList(1, listed.size()))
                .hasSameSizeAs(links)
                .allSatisfy(line -> assertThat(links).anyMatch(line::contains));
        assertThat(String.join("", listed)).doesNotContain(digest("pushed meanwhile"));

        CommandRun failing = shiplog("backup", "--", "sh", "-c", "exit 3");
        assertThat(failing.status()).isEqualTo(1);
        assertThat(failing.err()).contains("sh ended with 3");
        assertThat(failing.out()).isEmpty();
    }

    @Test
    void findsARestoreFromTheListedBlobsWhole(@TempDir Path restored) throws IOException {
        List<String> lines = shiplog("backup").out().lines().skip(1).toList();
        List<Path> copied = new ArrayList<>();
        for (String line : lines) {
            String hex = line.replaceAll(".*sha256:([0-9a-f]{64}).*", "$1");
            Path file = Path.of("blobs/sha256", hex.substring(0, 2), hex);
            Files.createDirectories(restored.resolve(file).getParent());
            copied.add(Files.copy(data.resolve(file), restored.resolve(file)));
        }
        Map<String, String> settings = Map.of(
                "SHIPLOG_DATA_DIR",
                restored.toString(),
                "SHIPLOG_DATABASE_URL",
                database.address().jdbcUrl());
        assertThat(CommandRun.of(settings, Main.actions(), "fsck").status()).isZero();
        Files.delete(copied.getFirst());
        assertThat(CommandRun.of(settings, Main.actions(), "fsck").out())
                .contains(copied.getFirst().getFileName().toString())
                .contains(": missing");
    }

    private List<String> blobsIn(String snapshot) {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
            List<String> digests = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT DISTINCT digest FROM project_link WHERE NOT is_manifest")) {
                while (rows.next()) {
                    digests.add(rows.getString(1));
                }
            }
            connection.rollback();
            return digests;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void translatesBetweenPositionsAndTimes() {
        node.push("library/app", "timed", bytes("timed"));
        List<String> end = shiplog("position").out().lines().toList();
        String position = end.get(0).replaceAll(".* ", "");
        String written = end.get(1).replaceAll(".* ", "");
        assertThat(end.get(2)).endsWith("  " + position.replaceAll("/.*", ""));
        assertThat(shiplog("position", position).out().lines()).containsExactlyElementsOf(end);
        assertThat(shiplog("position", written).out()).contains(written);
        assertThat(shiplog("position", "2001-01-01T00:00:00Z").status()).isEqualTo(1);
        assertThat(shiplog("position", "yesterday").status()).isEqualTo(2);
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThat(fsck("--sample", "0%").status()).isEqualTo(2);
        assertThat(fsck("--sample", "101").status()).isEqualTo(2);
        assertThat(fsck("--project", "Not A Project").status()).isEqualTo(2);
        assertThat(fsck("--repository", "a/(b|c)").err()).contains("not a pattern");
    }

    @Test
    void failsWithoutAStore(@TempDir Path nothing) {
        CommandRun run = CommandRun.of(
                Map.of(
                        "SHIPLOG_DATA_DIR",
                        nothing.toString(),
                        "SHIPLOG_DATABASE_URL",
                        database.address().jdbcUrl()),
                Main.actions(),
                "fsck");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("there are no blobs in");
    }
}
