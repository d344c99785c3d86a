package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelCommand.DeleteLabel;
import org.shiplog.domain.robot.Robot.FindRobot;
import org.shiplog.domain.robot.RobotCommand.DeleteRobot;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.Webhooks.ListPolicies;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand.DeletePolicy;
import org.shiplog.http.api.json.Steps;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what a deleted project leaves: its robots, labels and webhook policies. They mean nothing any more, since they are tied to the project's
 * number; what cannot be cleared away now does no harm.
 */
final class ProjectRemains {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectRemains.class);

    /** Of {@link ListQuery#MAX_PAGE_SIZE} each. */
    private static final int MAX_PAGES = 100;

    private final ProjectPorts ports;
    private final WebhookPorts webhooks;

    ProjectRemains(ProjectPorts ports, WebhookPorts webhooks) {
        this.ports = ports;
        this.webhooks = webhooks;
    }

    /** Never fails. */
    CompletionStage<Void> clear(long projectId, Provenance provenance) {
        LabelScope scope = new LabelScope(projectId);
        return all(1, new ArrayList<DirectoryRobot>(), page -> ports.directory().robots(projectId, page))
                .thenCompose(robots -> deleteRobots(robots, provenance))
                .thenCompose(_ -> all(
                        1,
                        new ArrayList<DirectoryLabel>(),
                        page -> ports.directory().labels(scope, page)))
                .thenCompose(labels -> deleteLabels(scope, labels, provenance))
                .thenCompose(_ -> webhooks.policies().query(projectId, new ListPolicies()))
                .thenCompose(all -> deletePolicies(projectId, all.policies(), provenance))
                .exceptionally(failure -> {
                    LOG.warn(
                            "robots, labels or webhook policies of the deleted project {} are left",
                            projectId,
                            failure);
                    return null;
                });
    }

    private static <T> CompletionStage<List<T>> all(
            int page, List<T> before, Function<ListQuery, CompletionStage<Listing<T>>> list) {
        ListQuery query = new ListQuery(List.of(), List.of(), page, ListQuery.MAX_PAGE_SIZE);
        return list.apply(query).thenCompose(listing -> {
            List<T> rows = listing instanceof Listing.Page<T> found ? found.rows() : List.of();
            before.addAll(rows);
            boolean more = rows.size() == ListQuery.MAX_PAGE_SIZE && page < MAX_PAGES;
            return more ? all(page + 1, before, list) : completedFuture(before);
        });
    }

    private CompletionStage<Void> deleteRobots(List<DirectoryRobot> robots, Provenance provenance) {
        CompletionStage<Void> done = completedFuture(null);
        for (DirectoryRobot robot : robots) {
            done = done.thenCompose(_ -> delete(robot, provenance));
        }
        return done;
    }

    /** The name may be another robot's by now. */
    private CompletionStage<Void> delete(DirectoryRobot robot, Provenance provenance) {
        var entities = ports.accounts().robots();
        return entities.query(robot.name(), new FindRobot()).thenCompose(found -> {
            boolean same = found.map(account -> account.facts().robotId() == robot.robotId())
                    .orElse(false);
            return same
                    ? entities.execute(robot.name(), new DeleteRobot(), Steps.of(provenance, "robot"))
                            .thenAccept(_ -> {})
                    : completedFuture(null);
        });
    }

    /** With their secrets, which nothing else would remove. */
    private CompletionStage<Void> deletePolicies(long projectId, List<WebhookPolicy> policies, Provenance provenance) {
        CompletionStage<Void> done = completedFuture(null);
        for (WebhookPolicy policy : policies) {
            long id = policy.policyId();
            done = done.thenCompose(_ -> webhooks.policies()
                    .execute(projectId, new DeletePolicy(id, Optional.empty()), Steps.of(provenance, "webhook-" + id))
                    .thenCompose(_ -> webhooks.secrets().forget(policy.targets(), List.of())));
        }
        return done;
    }

    private CompletionStage<Void> deleteLabels(LabelScope scope, List<DirectoryLabel> labels, Provenance provenance) {
        CompletionStage<Void> done = completedFuture(null);
        for (DirectoryLabel label : labels) {
            long id = label.label().labelId();
            done = done.thenCompose(_ -> ports.labels()
                    .execute(scope, new DeleteLabel(id), Steps.of(provenance, "label-" + id))
                    .thenAccept(_ -> {}));
        }
        return done;
    }
}
