package org.shiplog.cluster.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.dump.RepositoryDump;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes all events of a repository. */
@Command(name = "dump", description = "Write all events of a repository as JSON lines.")
final class RepositoryDumpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "The repository, with its project, for example team/app.")
    private String name = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; without it, to the standard output.")
    private @Nullable Path out;

    RepositoryDumpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        RepositoryName repository = RepositoryName.parse(name)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "not the name of a repository: " + name));
        try (var access = DatabaseAccess.open(config.read(terminal.environment()));
                var pool = Database.pool(access.address(), "dump", 1)) {
            RepositoryDump dump = new RepositoryDump(pool, new JournalEvents());
            if (out == null) {
                return write(dump, repository, terminal.out());
            }
            try (PrintStream file = new PrintStream(Files.newOutputStream(out), false, StandardCharsets.UTF_8)) {
                return write(dump, repository, file);
            }
        }
    }

    private int write(RepositoryDump dump, RepositoryName repository, PrintStream to) throws SQLException {
        long events = dump.write(repository, line -> to.print(line + "\n"));
        to.flush();
        if (events == 0) {
            terminal.err().println("There never was a repository " + repository + ".");
            return ShiplogCommand.FAILED;
        }
        if (to.checkError()) {
            terminal.err().println("The dump could not be written to its end.");
            return ShiplogCommand.FAILED;
        }
        return ShiplogCommand.DONE;
    }
}
