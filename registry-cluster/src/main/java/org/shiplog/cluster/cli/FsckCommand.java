package org.shiplog.cluster.cli;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.shiplog.cluster.fsck.Finding;
import org.shiplog.cluster.fsck.StoreCheck;
import org.shiplog.cluster.fsck.StoreReport;
import org.shiplog.storage.inspect.StoredContent;
import org.shiplog.storage.manifest.PostgresManifestStore;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves that the bytes which repositories need are there and right. Works beside running nodes and without any. */
@Command(
        name = "fsck",
        description = {
            "Read and hash the blobs and manifests that repositories need.",
            "Ends with 0 only when all of them were looked at and nothing was found."
        })
final class FsckCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 6;
    private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final BlobAccess access;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final HoldingOptions holdings = new HoldingOptions();

    @Option(names = "--json", description = "One JSON object a line for each finding, and one for the end.")
    private boolean json;

    FsckCommand(Terminal terminal, BlobAccess access) {
        this.terminal = terminal;
        this.access = access;
    }

    @Override
    public Integer call() throws SQLException {
        var settings = config.read(terminal.environment());
        FsckOutput output = json ? new FsckOutput.Json(terminal.out()) : new FsckOutput.Text(terminal.out());
        try (var database = DatabaseAccess.open(settings);
                var pool = Database.pool(database.address(), "fsck", CONNECTIONS);
                var blobs = access.open(settings.blobs())) {
            var content = new StoredContent(blobs.store(), new PostgresManifestStore(pool), blobs.system());
            StoreReport report = new StoreCheck(pool, content, listener(output)).check(holdings.scope());
            output.end(report);
            return report.proven() ? ShiplogCommand.DONE : ShiplogCommand.FAILED;
        }
    }

    private StoreCheck.Listener listener(FsckOutput output) {
        return new StoreCheck.Listener() {
            private Instant next = terminal.clock().instant().plus(BETWEEN_PROGRESS);

            @Override
            public void found(Finding finding) {
                output.found(finding);
            }

            @Override
            public void progress(long checked, long count, long bytes) {
                Instant now = terminal.clock().instant();
                if (!now.isBefore(next)) {
                    next = now.plus(BETWEEN_PROGRESS);
                    terminal.err().println("  " + checked + " of " + count + ", " + (bytes >> 20) + " MiB");
                }
            }
        };
    }
}
