package org.shiplog.projections.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionFacts;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.TaskStatus;
import org.shiplog.domain.job.Trigger;
import org.shiplog.projections.fixture.RandomJobs;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;

/** What makes the jobs' tables rebuildable, on random comings and goings. A failure names its seed. */
@ExtendWith(TestDatabase.Provider.class)
class JobReadModelLawsTest {
    private static final int HISTORIES = 4;
    private static final int STEPS = 400;
    private static final int WORKERS = 4;

    private Map<String, Object> states = Map.of();
    private TestDatabase database;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
    }

    @Test
    void anyGroupsInAnyOrderOfEntitiesGiveTheSameTables() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<JournalRecord> events = record(seed);
            List<String> oneByOne = project(events.stream().map(List::of).toList());
            assertThat(project(List.of(events)))
                    .as("all at once, seed %d", seed)
                    .isEqualTo(oneByOne);
            List<JournalRecord> byEntity = events.stream()
                    .sorted(Comparator.comparing(JournalRecord::persistenceId))
                    .toList();
            assertThat(project(List.of(byEntity)))
                    .as("entity by entity, seed %d", seed)
                    .isEqualTo(oneByOne);
        }
    }

    @Test
    void theTablesSayWhatTheEntitiesSay() throws Exception {
        int swept = 0;
        for (long seed = 1; seed <= HISTORIES; seed++) {
            project(List.of(record(seed)));
            Set<String> shown = shown();
            swept += started().size() - shown.size();
            List<String> executions = new ArrayList<>();
            List<String> tasks = new ArrayList<>();
            List<String> queued = new ArrayList<>();
            List<String> schedules = new ArrayList<>();
            List<String> paused = new ArrayList<>();
            states.forEach((id, state) -> {
                String name = id.substring(id.indexOf('|') + 1);
                switch (state) {
                    case Execution execution
                    when shown.contains(id) -> {
                        executions.add(name + " " + execution.status().word());
                        execution.tasks().forEach((taskId, task) -> {
                            tasks.add(taskId + " " + task.status().word() + " " + task.attempts());
                            if (!task.status().hasEnded()) {
                                queued.add(taskId + " " + task.failures());
                            }
                        });
                    }
                    case Schedule schedule
                    when schedule.plan().isPresent() ->
                        schedules.add(name + " " + schedule.plan().get().cron() + " "
                                + schedule.next().orElseThrow().getEpochSecond());
                    case JobQueues queues -> queues.paused().forEach(type -> paused.add(type.value()));
                    default -> {}
                }
            });
            assertRows("SELECT concat_ws(' ', execution_id, status) FROM job_execution", executions, seed);
            assertRows("SELECT concat_ws(' ', task_id, status, attempts) FROM job_task", tasks, seed);
            assertRows("SELECT concat_ws(' ', task_id, failures) FROM job_queue", queued, seed);
            assertRows(
                    "SELECT concat_ws(' ', schedule, cron, CAST(extract(epoch FROM next_due) AS bigint)) FROM"
                            + " job_schedule",
                    schedules,
                    seed);
            assertRows("SELECT vendor_type FROM job_paused", paused, seed);
            assertRows("""
                SELECT execution_id FROM job_execution
                WHERE tasks <> pending + scheduled + running + succeeded + failed + stopped
                   OR (ended_at IS NULL) <> (status = 'Running')
                """, List.of(), seed);
        }
        assertThat(swept).isPositive();
    }

    /** Everything but what has ended and is older than enough others of its type, unless a schedule started nothing after it. */
    private Set<String> shown() {
        NavigableMap<Long, Execution> started = started();
        Set<String> shown = new HashSet<>();
        started.forEach((id, execution) -> {
            ExecutionFacts facts = execution.facts().orElseThrow();
            List<ExecutionFacts> later = started.tailMap(id, false).values().stream()
                    .map(other -> other.facts().orElseThrow())
                    .filter(other -> other.type().equals(facts.type()))
                    .toList();
            boolean isLastOfSchedule = facts.trigger() == Trigger.SCHEDULE
                    && later.stream().noneMatch(other -> other.trigger() == Trigger.SCHEDULE);
            if (!execution.status().hasEnded() || later.size() < facts.type().kept() || isLastOfSchedule) {
                shown.add("Execution|" + id);
            }
        });
        return shown;
    }

    private NavigableMap<Long, Execution> started() {
        NavigableMap<Long, Execution> started = new TreeMap<>();
        states.forEach((id, state) -> {
            if (state instanceof Execution execution && execution.facts().isPresent()) {
                started.put(Long.valueOf(id.substring(id.indexOf('|') + 1)), execution);
            }
        });
        return started;
    }

    @Test
    void workersAtTheSameTimeGiveTheSameTables() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<JournalRecord> events = record(seed);
            List<String> oneByOne = project(events.stream().map(List::of).toList());
            JobReadModel model = new JobReadModel();
            database.run("TRUNCATE " + String.join(", ", model.tables()));
            List<CompletableFuture<?>> workers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int worker = 0; worker < WORKERS; worker++) {
                    int slice = worker;
                    List<JournalRecord> own = events.stream()
                            .filter(event -> Math.floorMod(event.persistenceId().hashCode(), WORKERS) == slice)
                            .toList();
                    workers.add(CompletableFuture.runAsync(() -> applyOneByOne(model, own), threads));
                }
            }
            workers.forEach(CompletableFuture::join);
            assertThat(database.rows(model.tables())).as("seed %d", seed).isEqualTo(oneByOne);
        }
    }

    private void applyOneByOne(JobReadModel model, List<JournalRecord> events) {
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            for (JournalRecord event : events) {
                model.apply(connection, List.of(event));
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRows(String query, List<String> expected, long seed) {
        assertThat(database.column(query)).as("%s, seed %d", query, seed).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<JournalRecord> record(long seed) throws SQLException {
        database.run("TRUNCATE event_journal");
        TestJournal journal = new TestJournal(database.pool());
        RandomJobs jobs = new RandomJobs(seed);
        journal.append(jobs.next(STEPS));
        states = jobs.states();
        List<JournalRecord> events = new ArrayList<>();
        JournalReader reader = new JournalReader(database.pool(), journal);
        JournalOffset at = JournalOffset.ORIGIN;
        while (true) {
            JournalReader.Reading reading = reader.read(SliceRange.ALL, at, JournalOffset.END);
            if (reading.records().isEmpty()) {
                return events;
            }
            events.addAll(reading.records());
            at = reading.settled();
        }
    }

    private List<String> project(List<List<JournalRecord>> groups) throws SQLException {
        JobReadModel model = new JobReadModel();
        database.run("TRUNCATE " + String.join(", ", model.tables()));
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            for (List<JournalRecord> group : groups) {
                model.apply(connection, group);
            }
            connection.commit();
        }
        return database.rows(model.tables());
    }

    @Test
    void wordsOfTheTablesAreThoseOfTheStatuses() {
        assertThat(List.of(TaskStatus.values()).stream().map(TaskStatus::word))
                .containsExactly("Pending", "Scheduled", "Running", "Success", "Error", "Stopped");
    }
}
