package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.shiplog.projections.ledger.Signing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Signs the ledger's head and prints the checkpoint. */
@Command(
        name = "checkpoint",
        description = "Sign what the ledger has now, and print the checkpoint. Keep it elsewhere.")
final class AuditCheckpointCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    AuditCheckpointCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws SQLException {
        try (AuditDatabase database = AuditDatabase.open(config.read(terminal.environment()))) {
            return switch (database.signer().sign()) {
                case Signing.Signed(String note, long _) -> {
                    terminal.out().print(note);
                    yield ShiplogCommand.DONE;
                }
                case Signing.Nothing _ -> fail("There is no event yet.");
                case Signing.Inconsistent(String reason) -> fail("Refused: " + reason + ".");
            };
        }
    }

    private int fail(String message) {
        terminal.err().println(message);
        return ShiplogCommand.FAILED;
    }
}
