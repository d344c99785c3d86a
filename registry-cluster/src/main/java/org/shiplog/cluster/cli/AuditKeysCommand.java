package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the keys that checkpoints are verified with. */
@Command(name = "keys", description = "Print the verifier keys of the ledger, the one that signs now first.")
final class AuditKeysCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--rotate", description = "Make a new key first. What older ones signed stays verifiable.")
    private boolean rotate;

    AuditKeysCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException {
        try (AuditDatabase database = AuditDatabase.open(config.read(terminal.environment()))) {
            if (rotate) {
                database.signer().rotate();
            }
            AuditDatabase.found(database.queries().keys())
                    .forEach(key -> terminal.out().println(key));
            return ShiplogCommand.DONE;
        }
    }
}
