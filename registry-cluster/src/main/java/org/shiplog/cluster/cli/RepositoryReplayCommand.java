package org.shiplog.cluster.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.dump.Replayed;
import org.shiplog.cluster.dump.RepositoryReplay;
import org.shiplog.cluster.fsck.HeldContent;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.domain.repository.Repository;
import org.shiplog.storage.inspect.StoredContent;
import org.shiplog.storage.manifest.PostgresManifestStore;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a dumped repository into the journal, while no node runs. */
@Command(
        name = "replay",
        description = {
            "Put the events of a dumped repository into a journal that has none of it.",
            "No node may run. Ends with 1 if a blob or manifest of it is not here, and names it."
        })
final class RepositoryReplayCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 4;

    private final Terminal terminal;
    private final BlobAccess access;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "FILE", description = "What repository dump has written.")
    private Path file = Path.of("");

    RepositoryReplayCommand(Terminal terminal, BlobAccess access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        NodeConfig settings = config.read(terminal.environment());
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                var database = DatabaseAccess.open(settings);
                var pool = Database.pool(database.address(), "replay", CONNECTIONS);
                var blobs = access.open(settings.blobs())) {
            return switch (new RepositoryReplay(pool, new JournalEvents(), terminal.clock()).replay(lines)) {
                case Replayed.Done(var name, long events, Repository state) -> {
                    terminal.out().println(name + " is there, with " + events + " events.");
                    yield lookAt(
                            new StoredContent(blobs.store(), new PostgresManifestStore(pool), blobs.system()), state);
                }
                case Replayed.Refused(String why) -> {
                    terminal.err().println("Not replayed: " + why + ".");
                    yield ShiplogCommand.FAILED;
                }
                case Replayed.NodesRun _ -> {
                    terminal.err().println("Not replayed: nodes run on this database. Stop them first.");
                    yield ShiplogCommand.FAILED;
                }
            };
        }
    }

    private int lookAt(StoredContent content, Repository state) {
        AtomicLong faults = new AtomicLong();
        new HeldContent(content).check(state, (holding, fault) -> {
            faults.incrementAndGet();
            terminal.out().println(FsckOutput.line(holding, fault));
        });
        return faults.get() == 0 ? ShiplogCommand.DONE : ShiplogCommand.FAILED;
    }
}
