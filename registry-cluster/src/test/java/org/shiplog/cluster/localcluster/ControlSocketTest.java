package org.shiplog.cluster.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void carriesARequestOverAndItsAnswersBack() throws IOException {
        var folder = new ClusterFolder(directory);
        try (var _ = listen(folder, (request, say) -> {
            say.accept("asked to " + request.command() + " " + request.node().orElseThrow());
            return 7;
        })) {
            assertThat(ask(folder)).hasValue(7);
            assertThat(said).containsExactly("asked to stop-node 2");
        }
    }

    @Test
    void isForItsOwnerAlone() throws IOException {
        var folder = new ClusterFolder(directory);
        try (var _ = listen(folder, (_, _) -> 0)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.socket())))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.socket()).doesNotExist();
    }

    @Test
    void worksInADirectoryWhoseNameIsTooLongForASocket() throws IOException {
        var folder = new ClusterFolder(Files.createDirectories(directory.resolve("a".repeat(120))));
        try (var _ = listen(folder, (_, _) -> 3)) {
            assertThat(ask(folder)).hasValue(3);
        }
    }

    @Test
    void tellsWhenNobodyListens() throws IOException {
        var folder = new ClusterFolder(directory);
        assertThat(ask(folder)).isEmpty();
        // As a killed supervisor leaves it.
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var path = SocketPath.of(folder.socket())) {
            dead.bind(path.address());
        }
        assertThat(folder.socket()).exists();
        assertThat(ask(folder)).isEmpty();
    }

    @Test
    void takesThePlaceOfASocketThatAKilledSupervisorLeft() throws IOException {
        var folder = new ClusterFolder(directory);
        Files.writeString(folder.socket(), "");
        try (var _ = listen(folder, (_, _) -> 0)) {
            assertThat(ask(folder)).hasValue(0);
        }
    }

    @Test
    void answersAFailureWithItsMessage() throws IOException {
        var folder = new ClusterFolder(directory);
        try (var _ = listen(folder, (_, _) -> {
            throw new IllegalStateException("no way");
        })) {
            assertThat(ask(folder)).hasValue(1);
            assertThat(said).containsExactly("stop-node failed: no way");
        }
    }

    @Test
    void hangsUpOnALineThatIsTooLong() throws IOException {
        var folder = new ClusterFolder(directory);
        try (var _ = listen(folder, (_, _) -> 0);
                var path = SocketPath.of(folder.socket());
                var channel = SocketChannel.open(path.address())) {
            assertThat(hangsUp(channel, ByteBuffer.allocate(1 << 20))).isTrue();
            assertThat(ask(folder)).hasValue(0);
        }
    }

    private static boolean hangsUp(SocketChannel channel, ByteBuffer line) {
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException _) {
            return true;
        }
    }

    private ControlServer listen(ClusterFolder folder, ControlServer.Operations operations) throws IOException {
        return ControlServer.listen(folder.socket(), operations, timer);
    }

    private OptionalInt ask(ClusterFolder folder) throws IOException {
        return ControlClient.ask(folder, ControlCommand.STOP_NODE, Optional.of(2), said::add);
    }
}
