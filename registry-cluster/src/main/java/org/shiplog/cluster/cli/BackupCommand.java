package org.shiplog.cluster.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.backup.BackupList;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the blobs that belong to a copy of the database. */
@Command(
        name = "backup",
        description = {
            "List the blobs that the database needs, and the journal position that needs them.",
            "A command behind -- is run while the snapshot lasts that the list is made of: {snapshot} in it stands",
            "for the snapshot's name, as in: backup --out blobs.jsonl -- pg_dump --snapshot {snapshot} -Fc -f db.dump"
        })
final class BackupCommand implements Callable<Integer> {
    private static final String SNAPSHOT = "{snapshot}";
    private static final int CONNECTIONS = 2;

    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; without it, to the standard output.")
    private @Nullable Path out;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "A command with its arguments, behind --.")
    private List<String> command = new ArrayList<>();

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        try (var access = DatabaseAccess.open(config.read(terminal.environment()));
                var pool = Database.pool(access.address(), "backup", CONNECTIONS)) {
            BackupList list = new BackupList(pool, terminal.clock());
            if (out == null) {
                return write(list, terminal.out());
            }
            try (PrintStream file = new PrintStream(Files.newOutputStream(out), false, StandardCharsets.UTF_8)) {
                return write(list, file);
            }
        }
    }

    private int write(BackupList list, PrintStream to) throws IOException, SQLException, InterruptedException {
        return switch (list.write(this::runCommand, line -> to.print(line + "\n"))) {
            case BackupList.Result.Listed(var reach, long blobs, long bytes) -> {
                to.flush();
                if (to.checkError()) {
                    terminal.err().println("The list could not be written to its end.");
                    yield ShiplogCommand.FAILED;
                }
                terminal.err().println(blobs + " blobs of " + bytes + " bytes, for position " + reach.position() + ".");
                yield ShiplogCommand.DONE;
            }
            case BackupList.Result.Behind(var reach) -> {
                terminal.err()
                        .println("Not listed: the read model quota has only come to " + reach.position()
                                + ". A node that runs brings it to the end.");
                yield ShiplogCommand.FAILED;
            }
        };
    }

    private void runCommand(String snapshot) throws IOException, InterruptedException {
        if (command.isEmpty()) {
            return;
        }
        List<String> words =
                command.stream().map(word -> word.replace(SNAPSHOT, snapshot)).toList();
        // Its output must not get among the list.
        Process process = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectErrorStream(true)
                .start();
        process.getInputStream().transferTo(terminal.err());
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(words.getFirst() + " ended with " + status);
        }
    }
}
