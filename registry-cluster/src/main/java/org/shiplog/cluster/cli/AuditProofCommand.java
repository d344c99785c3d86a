package org.shiplog.cluster.cli;

import java.util.concurrent.Callable;
import org.shiplog.projections.ledger.LedgerQueries.EventName;
import org.shiplog.projections.ledger.LedgerQueries.Proof;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints that one event is in the ledger, for somebody who verifies it elsewhere. */
@Command(name = "proof", description = "Print a file that proves that an event is in the log that was signed.")
final class AuditProofCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "EVENT", description = "The event's id in the audit log.")
    private long event;

    AuditProofCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (AuditDatabase database = AuditDatabase.open(config.read(terminal.environment()))) {
            return switch (AuditDatabase.found(database.queries().proof(new EventName.ById(event)))) {
                case Proof.Proven(var file) -> {
                    terminal.out().print(file);
                    yield ShiplogCommand.DONE;
                }
                case Proof.NoSuchEvent _ -> fail("There is no event " + event + ".");
                case Proof.NotYetSigned _ ->
                    fail("Event " + event + " is newer than the last checkpoint. Make one with: audit checkpoint");
                case Proof.Changed _ -> fail("Event " + event + " is not the one that was entered in the ledger.");
            };
        }
    }

    private int fail(String message) {
        terminal.err().println(message);
        return ShiplogCommand.FAILED;
    }
}
