package org.shiplog.cluster.localcluster;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.storage.postgres.PrivateFiles;

/**
 * What {@code cluster.json} says: the processes of a cluster, for people, for scripts and for the next start. Process ids stand beside
 * start times (see {@link ProcessIdentity}).
 *
 * @param pid the supervisor; empty when the cluster was stopped in order
 */
@JsonPropertyOrder({"pid", "started", "front", "database", "nodes"})
record ClusterState(
        Optional<Long> pid, Optional<Long> started, FrontEntry front, DatabaseEntry database, List<NodeEntry> nodes) {
    private static final long MOST_BYTES = 64 << 10;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .build();

    ClusterState {
        nodes = List.copyOf(nodes);
    }

    /** @param kind {@code haproxy}, {@code nginx} or {@code none} */
    record FrontEntry(int port, Optional<Long> pid, Optional<Long> started, String kind) {
        Optional<ProcessIdentity> process() {
            return identity(pid, started);
        }
    }

    /** @param url without credentials */
    record DatabaseEntry(Optional<String> url, Optional<Long> pid) {}

    /** @param exit the status with which it ended; 128 and the signal's number when a signal ended it */
    record NodeEntry(
            int node,
            int http,
            int management,
            Optional<Long> pid,
            Optional<Long> started,
            NodeState state,
            Optional<Integer> exit) {
        Optional<ProcessIdentity> process() {
            return identity(pid, started);
        }
    }

    Optional<ProcessIdentity> supervisor() {
        return identity(pid, started);
    }

    /** Whether the supervisor that wrote this ended without stopping what it had started. */
    boolean wasLeftBehind() {
        return supervisor().filter(process -> process.find().isEmpty()).isPresent();
    }

    /** The nodes that should run as far as their operator has said. */
    List<Integer> wantedNodes() {
        return numbers(nodes.stream()
                .filter(entry -> entry.state() != NodeState.STOPPED && entry.state() != NodeState.STOPPING));
    }

    List<Integer> knownNodes() {
        return numbers(nodes.stream());
    }

    private static List<Integer> numbers(Stream<NodeEntry> entries) {
        return entries.map(NodeEntry::node)
                .filter(number -> number >= 1 && number <= ClusterPorts.MOST_NODES)
                .distinct()
                .toList();
    }

    /** @throws IOException also when the file is not one of these */
    static Optional<ClusterState> read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is too large to be what a cluster wrote");
            }
            return Optional.of(JSON.readValue(Files.readAllBytes(file), ClusterState.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Replaces the file as a whole: whoever reads it meets the old state or the new one. */
    void write(Path file) throws IOException {
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    private static Optional<ProcessIdentity> identity(Optional<Long> pid, Optional<Long> started) {
        return pid.flatMap(number -> started.map(ticks -> new ProcessIdentity(number, ticks)));
    }
}
