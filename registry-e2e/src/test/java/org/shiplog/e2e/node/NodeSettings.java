package org.shiplog.e2e.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node of a test is started with. The port is chosen when the node starts and kept over its restarts. */
public record NodeSettings(
        Path data, String password, List<String> jvmOptions, Map<String, String> environment, Place place) {

    private static final String PASSWORD = "Correct-Horse-7-Battery";

    public NodeSettings {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /**
     * Where a node runs.
     *
     * @param address at which it listens and the test reaches it
     * @param prefix the words before its command line that take it there; they must become the node's own process
     */
    public record Place(String address, List<String> prefix) {
        static final Place LOOPBACK = new Place("127.0.0.1", List.of());

        public Place {
            prefix = List.copyOf(prefix);
        }
    }

    /** A node with an empty data folder of its own and a heap that lets two run beside each other on a small machine. */
    public static NodeSettings named(String name) {
        var data = Project.newFolder(name).resolve("data");
        return new NodeSettings(data, PASSWORD, List.of("-Xmx512m"), Map.of(), Place.LOOPBACK);
    }

    public NodeSettings withData(Path folder) {
        return new NodeSettings(folder, password, jvmOptions, environment, place);
    }

    /** The administrator's first password; the node generates one when it is empty. */
    public NodeSettings withPassword(String first) {
        return new NodeSettings(data, first, jvmOptions, environment, place);
    }

    /** For a node that ends before the second stage of Java's compiler has given back the processor time that it takes. */
    public NodeSettings shortLived() {
        List<String> more = new ArrayList<>(jvmOptions);
        more.add("-XX:TieredStopAtLevel=1");
        return new NodeSettings(data, password, more, environment, place);
    }

    public NodeSettings with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new NodeSettings(data, password, jvmOptions, more, place);
    }

    public NodeSettings at(Place there) {
        return new NodeSettings(data, password, jvmOptions, environment, there);
    }
}
