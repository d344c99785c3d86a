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
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.cli.CommandRun;

/** A repository that a node wrote, in the hands of another node. */
class MovedRepositoryTest {
    private static final String IMAGE_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @TempDir
    private Path directory;

    private CommandRun shiplog(TestDatabase database, String data, String... command) {
        return CommandRun.of(
                Map.of(
                        "SHIPLOG_DATA_DIR",
                        directory.resolve(data).toString(),
                        "SHIPLOG_DATABASE_URL",
                        database.address().jdbcUrl()),
                Main.actions(),
                command);
    }

    private TestNode node(TestDatabase database, String data) {
        return TestNode.start(database, directory.resolve(data), Map.of());
    }

    private static void createProject(TestNode node) {
        byte[] team = "{\"project_name\":\"team\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(node.send("POST", "/api/v2.0/projects", team, "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(201);
    }

    private static String manifest(TestNode node, String tag) {
        var response = node.send("GET", "/v2/team/app/manifests/" + tag, new byte[0], "Accept", IMAGE_MANIFEST);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static String history(TestNode node) {
        return node.send("GET", "/api/shiplog/v1/projects/team/repositories/app/tags/prod/history", new byte[0])
                .body()
                .replaceAll("\"(event|end_event)\":\\d+|\"horizon\":\"[^\"]*\"", "");
    }

    @Test
    void livesOnWithAllItsPast(@TempDir Path here, @TempDir Path there) throws IOException, SQLException {
        try (TestDatabase first = TestDatabase.start(here);
                TestDatabase second = TestDatabase.start(there)) {
            Path dump = directory.resolve("app.jsonl");
            String before;
            String past;
            try (TestNode node = node(first, "first")) {
                createProject(node);
                node.push("team/app", "prod", new byte[] {1});
                node.push("team/app", "prod", new byte[] {2});
                node.push("team/app", "old", new byte[] {3});
                assertThat(node.send("DELETE", "/v2/team/app/manifests/old", new byte[0])
                                .statusCode())
                        .isEqualTo(202);
                before = manifest(node, "prod");
                past = history(node);
                assertThat(shiplog(first, "first", "repository", "dump", "team/app", "--out", dump.toString())
                                .status())
                        .isZero();
            }
            assertThat(shiplog(first, "first", "repository", "dump", "team/none")
                            .status())
                    .isEqualTo(1);
            copy(
                    "persistence_id, sequence_number, writer, write_timestamp, adapter_manifest, event_ser_id,"
                            + " event_ser_manifest, event_payload",
                    "event_journal WHERE persistence_id = 'Project|team' AND sequence_number = 1",
                    first,
                    second);

            assertThat(shiplog(second, "second", "repository", "replay", dump.toString())
                            .err())
                    .contains("there are no blobs in");
            Files.createDirectories(directory.resolve("second/blobs"));
            CommandRun replayed = shiplog(second, "second", "repository", "replay", dump.toString());
            assertThat(replayed.status()).isEqualTo(1);
            assertThat(replayed.out())
                    .startsWith("team/app is there, with ")
                    .containsPattern("sha256:[0-9a-f]{64} \\(blob, 1 bytes\\): missing")
                    .containsPattern("sha256:[0-9a-f]{64} \\(manifest, \\d+ bytes\\): missing");
            assertThat(shiplog(second, "second", "repository", "replay", dump.toString())
                            .err())
                    .contains("there is, or was, a repository team/app here");
            copyBlobs();
            copy("digest, bytes", "manifests", first, second);
            try (TestNode node = node(second, "second")) {
                assertThat(manifest(node, "prod")).isEqualTo(before);
                assertThat(history(node)).isEqualTo(past).contains("sha256:");
                node.push("team/app", "prod", new byte[] {4});
                assertThat(shiplog(second, "second", "fsck").out()).startsWith("Nothing wrong");
            }
        }
    }

    private void copyBlobs() throws IOException {
        Path from = directory.resolve("first/blobs");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = directory.resolve("second/blobs").resolve(from.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    private static void copy(String columns, String rowsOfTable, TestDatabase from, TestDatabase to)
            throws SQLException {
        int count = columns.split(",").length;
        String table = rowsOfTable.replaceAll(" .*", "");
        try (Connection source = from.pool().getConnection();
                Connection target = to.pool().getConnection();
                PreparedStatement read = source.prepareStatement("SELECT " + columns + " FROM " + rowsOfTable);
                PreparedStatement write = target.prepareStatement(
                        "INSERT INTO " + table + " (" + columns + ") VALUES (" + "?, ".repeat(count - 1) + "?)");
                ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                for (int column = 1; column <= count; column++) {
                    write.setObject(column, rows.getObject(column));
                }
                write.executeUpdate();
            }
        }
    }
}
