package org.shiplog.cluster.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.job.Cron;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule.Plan;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.ScheduleId;

class JobSchedulerTest {
    private static final ScheduleId ID = new ScheduleId(JobsFixture.TYPE, 3);
    private static final JobKind KIND = new JobKind() {
        @Override
        public JobType type() {
            return JobsFixture.TYPE;
        }

        @Override
        public int maxAttempts() {
            return 1;
        }

        @Override
        public String run(JobContext context, String parameters) {
            return "";
        }
    };

    private static JobsFixture jobs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        jobs = new JobsFixture(directory);
    }

    @AfterEach
    void clear() throws SQLException {
        execute(new ScheduleCommand.RemoveSchedule());
        jobs.clear();
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    @Test
    void whateverIsDueIsStartedOnceByTwoNodes() throws Exception {
        JobScheduler a = jobs.scheduler(KIND);
        JobScheduler b = jobs.scheduler(KIND);
        hourly();
        lookAtOnce(a, b);
        assertThat(executions()).isZero();
        for (int hour = 1; hour <= 5; hour++) {
            jobs.pass(Duration.ofHours(1));
            lookAtOnce(a, b);
            assertThat(executions()).isEqualTo(hour);
            end();
        }
        assertThat(jobs.count("SELECT count(*) FROM job_execution WHERE vendor_id = 3 AND trigger = 'SCHEDULE'"))
                .isEqualTo(5);
    }

    @Test
    void whatIsLateIsStartedOnce() throws Exception {
        hourly();
        jobs.pass(Duration.ofDays(3));
        JobScheduler a = jobs.scheduler(KIND);
        a.look();
        a.look();
        assertThat(executions()).isEqualTo(1);
        Instant next = jobs.schedules.state(ID).next().orElseThrow();
        assertThat(Duration.between(jobs.now.get(), next)).isBetween(Duration.ZERO, Duration.ofHours(1));
    }

    @Test
    void whatWasFiredByANodeThatDiedIsStartedByAnother() throws Exception {
        hourly();
        jobs.pass(Duration.ofHours(1));
        Instant due = jobs.schedules.state(ID).next().orElseThrow();
        execute(new ScheduleCommand.FireSchedule(due, 987_654, jobs.now.get()));
        assertThat(executions()).isZero();
        jobs.scheduler(KIND).look();
        jobs.scheduler(KIND).look();
        assertThat(executions()).isEqualTo(1);
        assertThat(jobs.count("SELECT count(*) FROM job_execution WHERE execution_id = 987654"))
                .isEqualTo(1);
    }

    @Test
    void nothingIsStartedWhileSchedulesArePaused() throws Exception {
        hourly();
        jobs.pass(Duration.ofHours(1));
        change(new QueueCommand.PauseQueue(JobType.SCHEDULER));
        JobScheduler a = jobs.scheduler(KIND);
        a.look();
        assertThat(executions()).isZero();
        change(new QueueCommand.ResumeQueue(JobType.SCHEDULER));
        a.look();
        assertThat(executions()).isEqualTo(1);
    }

    @Test
    void whatIsDueWaitsForTheEarlierExecutionAndIsThenStartedOnce() throws Exception {
        JobScheduler a = jobs.scheduler(KIND);
        JobScheduler b = jobs.scheduler(KIND);
        hourly();
        jobs.pass(Duration.ofHours(1));
        a.look();
        long first = jobs.count("SELECT execution_id FROM job_execution");
        for (int hour = 1; hour <= 3; hour++) {
            jobs.pass(Duration.ofHours(1));
            lookAtOnce(a, b);
            assertThat(executions()).isEqualTo(1);
            assertThat(jobs.count("SELECT waits_for FROM job_schedule")).isEqualTo(first);
        }
        end();
        lookAtOnce(a, b);
        lookAtOnce(a, b);
        assertThat(executions()).isEqualTo(2);
        assertThat(jobs.count("SELECT count(*) FROM job_schedule WHERE waits_for IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void waitsForOneThatTheReadModelDoesNotShowYet() throws Exception {
        hourly();
        jobs.pass(Duration.ofHours(1));
        JobScheduler a = jobs.scheduler(KIND);
        a.look();
        long first = jobs.count("SELECT execution_id FROM job_execution");
        jobs.run("DELETE FROM job_execution");
        jobs.pass(Duration.ofHours(1));
        a.look();
        assertThat(executions()).isZero();
        assertThat(jobs.count("SELECT waits_for FROM job_schedule")).isEqualTo(first);
    }

    @Test
    void waitsForWhatTheScheduleStartedBeforeItWasChanged() throws Exception {
        hourly();
        jobs.pass(Duration.ofHours(1));
        JobScheduler a = jobs.scheduler(KIND);
        a.look();
        execute(new ScheduleCommand.SetSchedule(new Plan(1, "Custom", new Cron("0 * * * * *"), "{}"), jobs.now.get()));
        jobs.pass(Duration.ofMinutes(1));
        a.look();
        assertThat(executions()).isEqualTo(1);
        end();
        a.look();
        assertThat(executions()).isEqualTo(2);
    }

    /** Stops whatever runs. */
    private static void end() throws SQLException {
        long running = jobs.count("SELECT execution_id FROM job_execution WHERE ended_at IS NULL");
        JobsFixture.await(jobs.executions.execute(
                running, new ExecutionCommand.StopExecution(), Executions.ofRegistry(jobs.clock)));
    }

    private static void lookAtOnce(JobScheduler a, JobScheduler b) {
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(a::look, jobs.blocking),
                        CompletableFuture.runAsync(b::look, jobs.blocking))
                .join();
    }

    private static void hourly() {
        execute(new ScheduleCommand.SetSchedule(new Plan(1, "Hourly", new Cron("0 0 * * * *"), "{}"), jobs.now.get()));
    }

    private static void execute(ScheduleCommand command) {
        JobsFixture.await(jobs.schedules.execute(ID, command, Executions.ofRegistry(jobs.clock)));
    }

    private static void change(QueueCommand command) {
        JobsFixture.await(jobs.queues.execute(JobQueues.ENTITY, command, Executions.ofRegistry(jobs.clock)));
    }

    private static long executions() throws SQLException {
        return jobs.count("SELECT count(*) FROM job_execution");
    }
}
