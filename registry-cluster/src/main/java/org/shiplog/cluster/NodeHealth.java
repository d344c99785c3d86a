package org.shiplog.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.cluster.membership.Membership;
import org.shiplog.http.management.HealthReport;
import org.shiplog.http.management.HealthReport.Check;
import org.shiplog.http.management.ManagementRoute;

/**
 * What a node says of itself to those who run it.
 *
 * <p>A node is ready from the moment that it listens until it is told to stop. It stays ready while the database is away: all
 * nodes share the database, so all would leave the balancer at once, and pulls that need no database would fail for nothing.
 */
final class NodeHealth {
    private volatile Phase phase = Phase.STARTING;
    private volatile Optional<Membership> membership = Optional.empty();
    private volatile Optional<NodeLedger> ledger = Optional.empty();

    private volatile Optional<NodeForwarding> forwarding = Optional.empty();

    private enum Phase {
        STARTING("starting"),
        SERVING("taking requests"),
        DRAINING("about to stop, and taking no more than it is given");

        private final String text;

        Phase(String text) {
            this.text = text;
        }
    }

    void watch(NodeLedger watched) {
        ledger = Optional.of(watched);
    }

    void watch(NodeForwarding watched) {
        forwarding = Optional.of(watched);
    }

    void joined(Membership joined) {
        membership = Optional.of(joined);
    }

    void serving() {
        phase = Phase.SERVING;
    }

    void draining() {
        phase = Phase.DRAINING;
    }

    List<ManagementRoute> routes() {
        return List.of(
                ManagementRoute.forAnyone("/health/live", () -> answer(live())),
                ManagementRoute.forAnyone("/health/ready", () -> answer(ready())));
    }

    boolean isMember() {
        return membership.map(Membership::isUp).orElse(false);
    }

    /** The answer itself shows that the dispatcher of actors and requests goes on. */
    private HealthReport live() {
        return new HealthReport(List.of(
                new Check("dispatcher", true, true, "answers"), cluster(phase != Phase.DRAINING && isJoined())));
    }

    private HealthReport ready() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("requests", phase == Phase.SERVING, true, phase.text));
        checks.add(cluster(true));
        membership.ifPresent(known -> checks.add(new Check(
                "database",
                known.isHeard(),
                false,
                "last answered " + known.silence().toMillis() + " ms ago")));
        // The registry goes on: what was changed is not less changed when nobody can pull.
        ledger.flatMap(NodeLedger::refusal)
                .ifPresent(reason -> checks.add(new Check("ledger", false, false, "not signed: " + reason)));
        forwarding
                .flatMap(NodeForwarding::failure)
                .ifPresent(
                        reason -> checks.add(new Check("audit forwarding", false, false, "cannot deliver: " + reason)));
        return new HealthReport(checks);
    }

    private boolean isJoined() {
        return membership.isPresent();
    }

    private Check cluster(boolean counts) {
        String detail = membership
                .map(known -> known.isUp() ? "member" : "not a member any more")
                .orElse("joining");
        return new Check("cluster", isMember(), counts, detail);
    }

    private static CompletionStage<HttpResponse> answer(HealthReport report) {
        return CompletableFuture.completedFuture(report.response());
    }
}
