package org.shiplog.cluster.cli;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.membership.ServingNodes;
import org.shiplog.storage.identity.OperatorRequests;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** Finds a node that runs, for a command that needs one. */
final class OperatorWork {
    private static final int CONNECTIONS = 1;

    private final Terminal terminal;

    OperatorWork(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What a command does once there is a node; answers the exit code. */
    interface Step {
        int with(OperatorClient node, NodeConfig config) throws IOException, InterruptedException;
    }

    int run(OperatorOptions options, Step step) throws IOException, InterruptedException, SQLException {
        NodeConfig config = options.read(terminal.environment());
        boolean noDatabase = config.database().isEmpty()
                && EmbeddedPostgres.running(config.postgresDirectory()).isEmpty();
        if (noDatabase) {
            return withoutNode(List.of("the database in " + config.dataDirectory() + " does not run"));
        }
        try (DatabaseAccess access = DatabaseAccess.open(config);
                var pool = Database.pool(access.address(), "admin", CONNECTIONS)) {
            List<URI> nodes = options.url().isPresent() ? List.of(options.url().get()) : ServingNodes.urls(pool);
            OperatorRequests announced = new OperatorRequests(pool, Runnable::run);
            List<String> tried = new ArrayList<>();
            for (URI node : nodes) {
                try (OperatorClient client = new OperatorClient(node, announced, config.tls())) {
                    Optional<String> fault = fault(client);
                    if (fault.isEmpty()) {
                        return step.with(client, config);
                    }
                    tried.add(node + " does not answer: " + fault.get());
                }
            }
            return withoutNode(tried.isEmpty() ? List.of("the database lists none") : tried);
        }
    }

    private static Optional<String> fault(OperatorClient client) throws InterruptedException {
        try {
            client.greet();
            return Optional.empty();
        } catch (IOException e) {
            String message = e.getMessage();
            return Optional.of(message == null ? e.getClass().getSimpleName() : message);
        }
    }

    private int withoutNode(List<String> reasons) {
        terminal.err().println("This needs a running node of the registry, and none was found:");
        reasons.forEach(reason -> terminal.err().println("  " + reason));
        terminal.err()
                .println("Start one with: shiplog serve, with the same settings (--config FILE or SHIPLOG_* variables)"
                        + " as this command, or name one with --url.");
        return ShiplogCommand.FAILED;
    }
}
