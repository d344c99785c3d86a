package org.shiplog.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.storage.postgres.EmbeddedPostgresTest.query;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresCrashTest {
    @TempDir
    Path directory;

    @Test
    void replacesTheServerThatAKilledProcessLeftRunning() throws Exception {
        try (var other = OtherNode.startedIn(directory)) {
            insertThrough(directory);
            ProcessHandle orphan = other.postmaster();
            other.kill();
            assertThat(orphan.isAlive()).isTrue();
            try (var postgres = EmbeddedPostgres.start(directory)) {
                assertThat(orphan.isAlive()).isFalse();
                assertThat(query(postgres, "SELECT n FROM kept")).isEqualTo("7");
            }
        }
    }

    @Test
    void recoversWithoutHelpWhenBothProcessesWereKilled() throws Exception {
        try (var other = OtherNode.startedIn(directory)) {
            insertThrough(directory);
            other.kill();
            other.postmaster().destroyForcibly();
            assertThat(directory.resolve("cluster/postmaster.pid")).exists();
            try (var postgres = EmbeddedPostgres.start(directory)) {
                assertThat(query(postgres, "SELECT n FROM kept")).isEqualTo("7");
            }
        }
    }

    @Test
    void ignoresAPidFileThatNamesAnUnrelatedLiveProcess() throws Exception {
        EmbeddedPostgres.start(directory).close();
        long stranger = ProcessHandle.current().pid();
        Files.writeString(
                directory.resolve("cluster/postmaster.pid"),
                stranger + "\n" + directory.resolve("cluster") + "\n1\n20000\n\n127.0.0.1\n0 0\nready   \n");
        try (var postgres = EmbeddedPostgres.start(directory)) {
            assertThat(query(postgres, "SELECT 7")).isEqualTo("7");
        }
    }

    @Test
    void startsAgainAfterACrashInTheMiddleOfTheFirstStart() throws Exception {
        Path half = Files.createDirectories(directory.resolve("cluster.new/base"));
        Files.writeString(half.resolve("1"), "half");
        try (var postgres = EmbeddedPostgres.start(directory)) {
            assertThat(query(postgres, "SELECT 7")).isEqualTo("7");
        }
    }

    @Test
    void staysOutOfADirectoryThatAnotherProcessUses() throws Exception {
        try (var _ = OtherNode.startedIn(directory)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory))
                    .isInstanceOf(DataDirectoryInUseException.class)
                    .hasMessageContaining("is in use by another Shiplog process (pid ");
            assertThat(EmbeddedPostgres.running(directory)).isPresent();
        }
    }

    @Test
    void runsAsAnotherUserWhereNamespacesAreForbidden() throws Exception {
        if (Unprivileged.owner(Path.of("/proc/self")) != 0) {
            assertThat(Unprivileged.forClusterIn(directory).prefix()).containsExactly("setsid");
            return;
        }
        Path open = Files.createTempDirectory(Path.of("/tmp"), "shiplog-user");
        try {
            var user = Unprivileged.asUser(65534);
            user.own(open);
            var binaries = PostgresBinaries.unpackedIn(open);
            var cluster = Cluster.open(open.toRealPath(), binaries, user);
            assertThat(Unprivileged.owner(cluster.files())).isEqualTo(65534);
            try (var postgres = EmbeddedPostgres.start(open, binaries)) {
                assertThat(query(postgres, "SELECT 7")).isEqualTo("7");
            }
        } finally {
            PrivateFiles.deleteTree(open);
        }
    }

    private static void insertThrough(Path directory) throws Exception {
        var address = EmbeddedPostgres.running(directory).orElseThrow();
        try (var connection = DriverManager.getConnection(address.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 7 AS n");
        }
    }
}
