package org.shiplog.e2e.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The node as {@code package} leaves it: a folder of jars and a main class. */
final class PackagedNode {

    private static final String MAIN = "org.shiplog.cluster.Main";
    private static final List<String> FLAGS =
            List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    private PackagedNode() {}

    /** A process that runs {@code serve}, not started yet; it inherits the environment. */
    static ProcessBuilder serve(List<String> jvmOptions) {
        var libraries = Project.root().resolve("registry-cluster/target/shiplog/lib");
        if (!Files.isDirectory(libraries)) {
            throw new AssertionError("the node is not packaged: no " + libraries + "; run ./mvnw package first");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(FLAGS);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", libraries + "/*", MAIN, "serve"));
        return new ProcessBuilder(command).directory(Project.root().toFile());
    }
}
