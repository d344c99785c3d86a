package org.shiplog.cluster.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.localcluster.ClusterState.DatabaseEntry;
import org.shiplog.cluster.localcluster.ClusterState.FrontEntry;
import org.shiplog.cluster.localcluster.ClusterState.NodeEntry;

class ClusterStateTest {
    @TempDir
    Path directory;

    @Test
    void readsBackWhatItWrote() throws IOException {
        ClusterState state = writtenBy(ProcessIdentity.current());
        state.write(file());
        assertThat(ClusterState.read(file())).contains(state);
    }

    @Test
    void saysInPlainJsonWhereTheNodesAre() throws IOException {
        writtenBy(ProcessIdentity.current()).write(file());
        var json = new ObjectMapper().readTree(file().toFile());
        assertThat(json.at("/pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(json.at("/front/port").asInt()).isEqualTo(5100);
        assertThat(json.at("/nodes/0/http").asInt()).isEqualTo(5101);
        assertThat(json.at("/nodes/1/state").asText()).isEqualTo("killed");
        assertThat(json.at("/nodes/1/pid").isNull()).isTrue();
    }

    @Test
    void wasLeftBehindOnlyWhenItsSupervisorIsGoneWithoutHavingSaidSo() {
        ProcessIdentity self = ProcessIdentity.current();
        assertThat(writtenBy(self).wasLeftBehind()).isFalse();
        assertThat(writtenBy(new ProcessIdentity(self.pid(), self.started() - 1))
                        .wasLeftBehind())
                .as("another process has the id by now")
                .isTrue();
        assertThat(state(Optional.empty()).wasLeftBehind()).isFalse();
    }

    @Test
    void wantsTheNodesAgainThatNobodyHasStopped() {
        assertThat(state(Optional.empty()).wantedNodes()).containsExactly(1, 2);
        assertThat(state(Optional.empty()).knownNodes()).containsExactly(1, 2, 3);
    }

    @Test
    void refusesAFileThatIsNoneOfIts() throws IOException {
        assertThat(ClusterState.read(file())).isEmpty();
        Files.writeString(file(), "{");
        assertThatIOException().isThrownBy(() -> ClusterState.read(file()));
        Files.write(file(), new byte[1 << 20]);
        assertThatIOException().isThrownBy(() -> ClusterState.read(file())).withMessageContaining("too large");
    }

    private Path file() {
        return directory.resolve("cluster.json");
    }

    private static ClusterState writtenBy(ProcessIdentity supervisor) {
        return state(Optional.of(supervisor));
    }

    private static ClusterState state(Optional<ProcessIdentity> supervisor) {
        return new ClusterState(
                supervisor.map(ProcessIdentity::pid),
                supervisor.map(ProcessIdentity::started),
                new FrontEntry(5100, Optional.of(4L), Optional.of(5L), "haproxy"),
                new DatabaseEntry(Optional.of("jdbc:postgresql://127.0.0.1:1/shiplog"), Optional.of(6L)),
                List.of(
                        entry(1, NodeState.READY, Optional.of(7L)),
                        entry(2, NodeState.KILLED, Optional.empty()),
                        entry(3, NodeState.STOPPED, Optional.empty())));
    }

    private static NodeEntry entry(int number, NodeState state, Optional<Long> pid) {
        return new NodeEntry(number, 5100 + number, 5200 + number, pid, pid, state, Optional.empty());
    }
}
