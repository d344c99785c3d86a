package org.shiplog.e2e.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.shiplog.e2e.node.Project;

/**
 * The folder that {@code registry-e2e/clients/provision} fills with real clients on its first run on a machine. A client that
 * cannot be had fails every test that asks, with the script's own list of what to install.
 */
public record ProvisionedClients(Path folder) {

    private static final Duration FIRST_RUN = Duration.ofMinutes(8);

    public static ProvisionedClients get() {
        return Once.CLIENTS;
    }

    public Path program(String name) {
        var program = folder.resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new AssertionError("no client " + name + " in " + folder);
        }
        return program;
    }

    public Path libraries() {
        return folder.resolve("lib");
    }

    private static ProvisionedClients provision() {
        var script = Project.root().resolve("registry-e2e/clients/provision");
        var outcome =
                new Command(List.of("bash", script.toString()), Project.root(), System.getenv(), "").run(FIRST_RUN);
        if (outcome.status() != 0) {
            throw new AssertionError("registry clients are not available: " + outcome);
        }
        return new ProvisionedClients(Path.of(outcome.answer()));
    }

    private static final class Once {
        static final ProvisionedClients CLIENTS = provision();
    }
}
