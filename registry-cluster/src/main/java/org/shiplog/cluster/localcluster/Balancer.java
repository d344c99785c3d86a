package org.shiplog.cluster.localcluster;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that can stand before the nodes: how it is configured, started, told to read its configuration again, and ended. */
sealed interface Balancer permits Haproxy, Nginx {
    /**
     * A node as the balancer sees it.
     *
     * @param ready as far as the supervisor knows at this moment
     */
    record Server(int node, int http, int management, boolean ready) {}

    /** Where administrators' programs lie that an ordinary user's PATH may not name. */
    List<String> SYSTEM_FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    String kind();

    /** The name of its configuration file. */
    String file();

    String configuration(int port, List<Server> servers, Path folder);

    /** The words that start it in the foreground. */
    List<String> command(Path folder);

    /** The signal that makes it take its configuration file anew without dropping a connection. */
    String reloadSignal();

    /** The signal that ends it when its connections have ended. */
    String quitSignal();

    /** The one that was asked for, or the first that is installed; empty when none is. */
    static Optional<Balancer> find(FrontChoice choice, Map<String, String> environment) {
        return switch (choice) {
            case AUTO -> haproxy(environment).or(() -> nginx(environment));
            case HAPROXY -> haproxy(environment);
            case NGINX -> nginx(environment);
            case NONE -> Optional.empty();
        };
    }

    private static Optional<Balancer> haproxy(Map<String, String> environment) {
        return program("haproxy", environment).map(Haproxy::new);
    }

    private static Optional<Balancer> nginx(Map<String, String> environment) {
        return program("nginx", environment).map(Nginx::new);
    }

    private static Optional<Path> program(String name, Map<String, String> environment) {
        Stream<String> path =
                Stream.of(environment.getOrDefault("PATH", "").split(":")).filter(entry -> !entry.isBlank());
        return Stream.concat(path, SYSTEM_FOLDERS.stream())
                .flatMap(entry -> candidate(entry, name))
                .findFirst();
    }

    private static Stream<Path> candidate(String folder, String name) {
        try {
            Path program = Path.of(folder, name).toAbsolutePath();
            return Files.isExecutable(program) && !Files.isDirectory(program) ? Stream.of(program) : Stream.empty();
        } catch (InvalidPathException _) {
            return Stream.empty();
        }
    }
}
