package org.shiplog.cluster.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.ledger.LedgerExport;
import org.shiplog.projections.ledger.LedgerQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the whole ledger, for somebody who verifies it elsewhere. */
@Command(
        name = "export",
        description = "Write all events up to the last checkpoint, with every checkpoint, as JSON lines.")
final class AuditExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; without it, to the standard output.")
    private @Nullable Path out;

    AuditExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (AuditDatabase database = AuditDatabase.open(config.read(terminal.environment()))) {
            LedgerQueries queries = database.queries();
            Optional<LedgerExport.Portion> begun = AuditDatabase.found(queries.beginExport());
            if (begun.isEmpty()) {
                terminal.err().println("Nothing was signed yet. Sign what there is with: audit checkpoint");
                return ShiplogCommand.FAILED;
            }
            if (out == null) {
                return write(queries, begun, terminal.out());
            }
            try (PrintStream file = new PrintStream(Files.newOutputStream(out), false, StandardCharsets.UTF_8)) {
                return write(queries, begun, file);
            }
        }
    }

    private int write(LedgerQueries queries, Optional<LedgerExport.Portion> begun, PrintStream to) {
        Optional<LedgerExport.Portion> portion = begun;
        while (portion.isPresent()) {
            portion.get().lines().forEach(line -> to.print(line.text() + "\n"));
            portion = portion.get().next().map(next -> AuditDatabase.found(queries.continueExport(next)));
        }
        to.flush();
        if (to.checkError()) {
            terminal.err().println("The export could not be written to its end.");
            return ShiplogCommand.FAILED;
        }
        return ShiplogCommand.DONE;
    }
}
