package org.shiplog.cluster;

import org.shiplog.cluster.cli.ShiplogCommand;
import org.shiplog.cluster.cli.ShiplogCommand.Actions;
import org.shiplog.cluster.cli.Terminal;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.projections.rebuild.ProjectionRebuild;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Actions actions = new Actions(
                (config, report) -> Node.start(config, report::step), (database, request, progress) -> {
                    ProjectionRebuild rebuild =
                            new ProjectionRebuild(database, new JournalEvents(), NodeReadSide.ALL, progress);
                    return request.compare()
                            ? rebuild.compare(request.projection())
                            : rebuild.replace(request.projection());
                });
        System.exit(ShiplogCommand.run(Terminal.ofProcess(), actions, arguments));
    }
}
