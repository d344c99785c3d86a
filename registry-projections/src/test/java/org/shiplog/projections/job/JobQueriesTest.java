package org.shiplog.projections.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.job.Cron;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.ExecutionEvent.AttemptBegan;
import org.shiplog.domain.job.ExecutionEvent.AttemptFailed;
import org.shiplog.domain.job.ExecutionEvent.ExecutionStarted;
import org.shiplog.domain.job.ExecutionEvent.TaskSucceeded;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule.Plan;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleFired;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleHeld;
import org.shiplog.domain.job.Schedule.ScheduleEvent.ScheduleSet;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.job.TaskPlan;
import org.shiplog.domain.job.Trigger;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** What is listed of jobs, by what filters and orders, among them such as are no words of these lists. */
@ExtendWith(TestDatabase.Provider.class)
class JobQueriesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final JobType WEBHOOK = new JobType("WEBHOOK");
    private static final ScheduleId PURGE = new ScheduleId(new JobType("PURGE_AUDIT_LOG"), 0);

    private TestDatabase database;
    private JobQueries queries;
    private BoardQueries board;
    private long events;

    @BeforeEach
    void fill(TestDatabase fresh) throws SQLException {
        database = fresh;
        queries = new JobQueries(database.pool(), Runnable::run);
        board = new BoardQueries(database.pool(), Runnable::run);
        start(1, WEBHOOK, 4, Trigger.EVENT);
        start(2, WEBHOOK, 5, Trigger.EVENT);
        start(3, PURGE.type(), 0, Trigger.SCHEDULE);
        happened(1, new AttemptBegan(10, 1, 1, "a"));
        happened(1, new TaskSucceeded(10, 1, "{}"));
        happened(2, new AttemptBegan(20, 2, 1, "a"));
        happened(2, new AttemptFailed(20, 2, "100% of '_' went wrong", Optional.empty()));
    }

    private void start(long id, JobType type, long vendor, Trigger trigger) throws SQLException {
        happened(
                id,
                new ExecutionStarted(
                        new ExecutionFacts(type, vendor, trigger, 1, "{}"), List.of(new TaskPlan(id * 10, "{}"))));
    }

    private void happened(long execution, ExecutionEvent event) throws SQLException {
        apply(new Change.ExecutionChange(execution, event));
    }

    private void apply(Change change) throws SQLException {
        events++;
        JournalRecord record = new JournalRecord(
                new JournalOffset(events, events),
                "any",
                events,
                change,
                new Provenance("registry", NOW.plusSeconds(events), "local", "", "r" + events, "c" + events));
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new JobReadModel().apply(connection, List.of(record));
            connection.commit();
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static ListQuery query(String q, String sort) {
        return ((ListQuery.Parsed.Valid) ListQuery.parse(given(q), given(sort), Optional.empty(), Optional.empty()))
                .query();
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private List<Long> executions(String q, String sort) {
        return rows(get(queries.executions(query(q, sort)))).stream()
                .map(JobExecution::executionId)
                .toList();
    }

    private static <T> List<T> rows(Listing<T> listing) {
        return ((Listing.Page<T>) listing).rows();
    }

    @Test
    void listsExecutionsByWhatTheyAre() {
        assertThat(executions("", "")).containsExactly(3L, 2L, 1L);
        assertThat(executions("status=Error", "")).containsExactly(2L);
        assertThat(executions("vendor_type=~hook", "id")).containsExactly(1L, 2L);
        assertThat(executions("vendor_id=[4~5],status=Success", "")).containsExactly(1L);
        assertThat(executions("trigger=SCHEDULE", "-start_time")).containsExactly(3L);
        assertThat(rows(get(queries.executions(WEBHOOK, query("", ""))))).hasSize(2);
        assertThat(rows(get(queries.executions(new ScheduleId(WEBHOOK, 5), query("", ""))))
                        .getFirst())
                .satisfies(execution -> {
                    assertThat(execution.message()).isEqualTo("100% of '_' went wrong");
                    assertThat(execution.endedAt()).isPresent();
                });
    }

    @Test
    void takesNoTextForAStatementAndNoColumnThatIsNotListed() {
        assertThat(executions("status='; DROP TABLE job_task; --", "")).isEmpty();
        assertThat(executions("status=~%25", "")).isEmpty();
        assertThat(executions("attributes=x,message=y", "attributes,-(SELECT 1)"))
                .containsExactly(3L, 2L, 1L);
        assertThat(get(queries.executions(query("vendor_id=1 OR 1", "")))).isInstanceOf(Listing.Misfit.class);
        assertThat(rows(get(queries.tasks(2, query("parameters=x", "result"))))).hasSize(1);
    }

    @Test
    void findsTasksAndWhatWaits() {
        assertThat(get(queries.task(20)).orElseThrow().status()).isEqualTo("Error");
        assertThat(get(queries.task(21))).isEmpty();
        assertThat(get(queries.execution(7))).isEmpty();
        assertThat(get(queries.waiting(PURGE.type(), 10))).containsExactly(new JobBoard.Waiting(30, 3));
        assertThat(get(queries.waiting(WEBHOOK, 10))).isEmpty();
    }

    @Test
    void showsForWhichExecutionAScheduleWaits() throws SQLException {
        Plan plan = new Plan(1, "Hourly", new Cron("0 0 * * * *"), "{}");
        apply(new Change.ScheduleChange(PURGE, new ScheduleSet(plan, NOW)));
        apply(new Change.ScheduleChange(PURGE, new ScheduleFired(NOW, 3, NOW.plusSeconds(3_600))));
        assertThat(get(board.due(NOW))).isEmpty();
        assertThat(get(board.due(NOW.plusSeconds(3_600))).getFirst()).satisfies(due -> {
            assertThat(due.last()).hasValue(3);
            assertThat(due.running()).hasValue(3);
            assertThat(due.waitsFor()).isEmpty();
        });
        apply(new Change.ScheduleChange(PURGE, new ScheduleHeld(NOW.plusSeconds(3_600), 3)));
        assertThat(get(queries.schedule(PURGE)).orElseThrow().waitsFor()).hasValue(3);
        assertThat(get(board.due(NOW.plusSeconds(3_600))).getFirst().waitsFor()).hasValue(3);
        apply(new Change.ScheduleChange(PURGE, new ScheduleFired(NOW.plusSeconds(3_600), 4, NOW.plusSeconds(7_200))));
        assertThat(get(queries.schedule(PURGE)).orElseThrow().waitsFor()).isEmpty();
        assertThat(get(board.unstarted())).hasSize(1);
    }
}
