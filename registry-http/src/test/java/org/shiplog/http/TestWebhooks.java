package org.shiplog.http;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.shiplog.domain.webhook.Webhooks;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;
import org.shiplog.http.api.port.WebhookLists;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.JobExecution;
import org.shiplog.projections.job.JobTask;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.webhook.DeliveryQueries;
import org.shiplog.projections.webhook.DeliveryQueries.LastTrigger;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.projections.webhook.Trial;
import org.shiplog.projections.webhook.WebhookReadModel;

/**
 * Webhooks over the real read model and the real queue, filled with what happened whenever somebody asks. A server gets a database of its
 * own as soon as it is asked for anything of webhooks.
 */
final class TestWebhooks implements WebhookLists {
    final InMemoryEntities<Long, Webhooks, WebhookCommand, WebhookEvent, WebhookRefusal> policies =
            new InMemoryEntities<>(new Webhooks.Rules());
    private final Map<String, InMemoryEntities<?, ?, ?, ?, ?>> others;
    private final Map<String, Long> sequences = new HashMap<>();
    private Optional<DataSource> database = Optional.empty();
    private long applied;

    /** @param others what there is to tell of, by what ids in the journal begin with */
    TestWebhooks(Map<String, InMemoryEntities<?, ?, ?, ?, ?>> others) {
        this.others = new HashMap<>(others);
        this.others.put("Webhooks", policies);
    }

    private synchronized DataSource database() {
        if (database.isEmpty()) {
            database = Optional.of(TestDatabase.fresh());
        }
        return database.get();
    }

    DeliveryQueue queue() {
        follow();
        return new DeliveryQueue(database(), Runnable::run);
    }

    private DeliveryQueries queries() {
        follow();
        return new DeliveryQueries(database(), Runnable::run);
    }

    void run(String sql) {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Applies what has happened since. */
    synchronized void follow() {
        List<JournalRecord> news = others.entrySet().stream()
                .flatMap(kind -> kind.getValue().happened().stream()
                        .filter(each -> each.number() > applied)
                        .map(each -> record(kind.getKey() + "|" + each.id(), each)))
                .sorted(Comparator.comparing(JournalRecord::offset))
                .toList();
        if (news.isEmpty()) {
            return;
        }
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            new CatalogReadModel().apply(connection, news);
            new WebhookReadModel((id, _, _, _) -> {
                        throw new IllegalStateException(id);
                    })
                    .apply(connection, news);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        applied = news.getLast().offset().ordering();
    }

    private JournalRecord record(String persistenceId, InMemoryEntities.Happened<?, ?> happened) {
        return new JournalRecord(
                new JournalOffset(happened.number(), happened.number()),
                persistenceId,
                sequences.merge(persistenceId, 1L, Long::sum),
                Change.of(persistenceId, happened.event()),
                happened.provenance());
    }

    @Override
    public CompletionStage<Listing<Long>> policies(long projectId, ListQuery list) {
        return queries().policies(projectId, list);
    }

    @Override
    public CompletionStage<Listing<JobExecution>> executions(long policyId, ListQuery list) {
        return queries().executions(policyId, list);
    }

    @Override
    public CompletionStage<Optional<JobExecution>> execution(long policyId, long executionId) {
        return queries().execution(policyId, executionId);
    }

    @Override
    public CompletionStage<Listing<JobTask>> tasks(long policyId, long executionId, ListQuery list) {
        return queries().tasks(policyId, executionId, list);
    }

    @Override
    public CompletionStage<Listing<JobTask>> tasks(long policyId, ListQuery list) {
        return queries().tasks(policyId, list);
    }

    @Override
    public CompletionStage<Optional<JobTask>> task(long policyId, long executionId, long taskId) {
        return queries().task(policyId, executionId, taskId);
    }

    @Override
    public CompletionStage<List<JobBoard.LogLine>> log(long taskId) {
        return queries().log(taskId);
    }

    @Override
    public CompletionStage<List<LastTrigger>> lastTriggers(long projectId) {
        return queries().lastTriggers(projectId);
    }

    @Override
    public CompletionStage<Map<Long, Long>> backlogs(List<Long> policies) {
        return queries().backlogs(policies);
    }

    @Override
    public CompletionStage<Long> test(Trial trial) {
        return queue().test(trial);
    }
}
