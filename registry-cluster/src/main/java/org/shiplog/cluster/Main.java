package org.shiplog.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.shiplog.cluster.cli.ShiplogCommand;
import org.shiplog.cluster.cli.ShiplogCommand.Actions;
import org.shiplog.cluster.cli.Terminal;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.projections.rebuild.ProjectionRebuild;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        // Pekko Projections prints a line for every worker that stops. What people see is up to us; libraries have the
        // log.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.exit(ShiplogCommand.run(terminal, actions(), arguments));
    }

    static Actions actions() {
        return new Actions(
                (config, report) -> Node.start(config, report::step),
                (database, request, progress) -> {
                    ProjectionRebuild rebuild =
                            new ProjectionRebuild(database, new JournalEvents(), NodeReadSide.ALL, progress);
                    return request.compare()
                            ? rebuild.compare(request.projection())
                            : rebuild.replace(request.projection());
                },
                DatabaseVerification::verify,
                BlobMedium::openForReading);
    }
}
