package org.shiplog.cluster.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.cluster.job.JobsFixture.TYPE;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.job.ExecutionCommand.StopExecution;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.TaskStatus;
import org.shiplog.projections.job.JobBoard;
import org.shiplog.projections.job.Lease;
import org.shiplog.projections.job.WorkQueue;

/** Two nodes' workers over one PostgreSQL. Leases are real and end by a clock that the tests move. */
class JobWorkersTest {
    private static JobsFixture jobs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        jobs = new JobsFixture(directory);
    }

    @AfterEach
    void clear() throws SQLException {
        jobs.clear();
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    private interface Work {
        String run(JobContext context, String parameters) throws Exception;
    }

    private record TestKind(int maxAttempts, Work work) implements JobKind {
        @Override
        public JobType type() {
            return TYPE;
        }

        @Override
        public String run(JobContext context, String parameters) throws Exception {
            return work.run(context, parameters);
        }
    }

    @Test
    void manyTasksAreEachDoneOnceByTwoNodes() {
        Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
        JobKind kind = new TestKind(3, (_, parameters) -> {
            done.computeIfAbsent(parameters, _ -> new AtomicInteger()).incrementAndGet();
            return "";
        });
        long execution = jobs.start(kind, 60);
        List<JobWorkers> nodes = List.of(jobs.node("a", kind), jobs.node("b", kind));

        await().until(() -> {
            CompletableFuture.allOf(nodes.stream()
                            .map(node -> CompletableFuture.runAsync(node::takeTasks))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
            return jobs.executions.state(execution).status() == TaskStatus.SUCCESS;
        });
        assertThat(done).hasSize(60);
        assertThat(done.values()).allMatch(times -> times.get() == 1);
        jobs.executions
                .state(execution)
                .tasks()
                .forEach((_, task) -> assertThat(task.attempts()).isEqualTo(1));
    }

    @Test
    void whatHasEndedGoesWithItsTasksAndLogsWhenThereAreEnoughLaterOnes() throws Exception {
        JobKind kind = new TestKind(1, (context, _) -> {
            context.log("done");
            return "";
        });
        JobWorkers node = jobs.node("a", kind);
        long first = jobs.start(kind, 1);
        for (int later = 1; later < TYPE.kept(); later++) {
            jobs.start(kind, 1);
        }
        await().until(() -> {
            node.takeTasks();
            return jobs.count("SELECT count(*) FROM job_queue") == 0;
        });
        assertThat(jobs.count("SELECT count(*) FROM job_execution")).isEqualTo(TYPE.kept());

        jobs.start(kind, 1);

        assertThat(jobs.count("SELECT count(*) FROM job_execution")).isEqualTo(TYPE.kept());
        assertThat(jobs.count("SELECT count(*) FROM job_task")).isEqualTo(TYPE.kept());
        assertThat(jobs.count("SELECT count(*) FROM job_execution WHERE execution_id = " + first))
                .isZero();
        assertThat(jobs.count("SELECT count(*) FROM job_log")).isEqualTo(TYPE.kept());
        jobs.pass(Duration.ofHours(2));
        JobsFixture.await(jobs.queue.clean(Duration.ofDays(30)));
        assertThat(jobs.count("SELECT count(*) FROM job_log")).isEqualTo(TYPE.kept() - 1);
    }

    @Test
    void aTaskOfALostNodeGoesOnElsewhereAndTheLostOneCanDoNoMore() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        Queue<String> told = new ConcurrentLinkedQueue<>();
        JobKind frozen = new TestKind(1, (context, _) -> {
            context.log("begun by a");
            back.await();
            try {
                context.log("a again");
            } catch (InterruptedException refused) {
                told.add(String.valueOf(refused.getMessage()));
            }
            return "{\"by\":\"a\"}";
        });
        JobKind quick = new TestKind(1, (context, _) -> {
            context.log("done by b");
            return "{\"by\":\"b\"}";
        });
        long execution = jobs.start(frozen, 1);
        JobWorkers a = jobs.node("a", frozen);
        JobWorkers b = jobs.node("b", quick);
        assertThat(a.takeTasks()).isEqualTo(1);
        await().until(() -> jobs.task(execution).status() == TaskStatus.RUNNING);

        jobs.pass(Duration.ofSeconds(9));
        assertThat(b.takeTasks()).as("while the lease lasts").isZero();
        jobs.pass(Duration.ofSeconds(1));
        assertThat(b.takeTasks()).as("when the lease is over").isEqualTo(1);
        await().until(() -> jobs.task(execution).status() == TaskStatus.SUCCESS);

        back.countDown();
        await().until(jobs::isIdle);
        assertThat(told).containsExactly("the task is another worker's");
        assertThat(jobs.task(execution).attempts()).isEqualTo(2);
        assertThat(log(execution)).containsExactly("begun by a", "done by b");
        assertThat(jobs.count("SELECT count(*) FROM job_task WHERE result = '{\"by\":\"b\"}'"))
                .isEqualTo(1);
    }

    @Test
    void aLeaseThatIsRenewedDoesNotEnd() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        JobKind kind = new TestKind(1, (_, _) -> {
            enough.await();
            return "";
        });
        long execution = jobs.start(kind, 1);
        JobWorkers a = jobs.node("a", kind);
        JobWorkers b = jobs.node("b", kind);
        a.takeTasks();
        for (int i = 0; i < 10; i++) {
            jobs.pass(Duration.ofSeconds(5));
            a.renewLeases();
            assertThat(b.takeTasks()).isZero();
        }
        enough.countDown();
        await().until(() -> jobs.task(execution).status() == TaskStatus.SUCCESS);
        assertThat(jobs.task(execution).attempts()).isEqualTo(1);
    }

    @Test
    void whoCouldNotRenewItsLeaseInTimeIsInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        JobKind kind = new TestKind(1, (_, _) -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return "";
        });
        long execution = jobs.start(kind, 1);
        JobWorkers a = jobs.node("a", kind);
        a.takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.RUNNING);
        jobs.pass(Duration.ofSeconds(9));
        a.giveUpWhatRanOut();
        assertThat(a.busy()).isEqualTo(1);
        jobs.pass(Duration.ofSeconds(1));
        a.giveUpWhatRanOut();
        interrupted.await();
        JobKind quick = new TestKind(1, (_, _) -> "");
        jobs.node("b", quick).takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.SUCCESS);
    }

    @Test
    void whatIsStoppedIsInterruptedAndEndsAsStopped() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        JobKind stubborn = new TestKind(1, (_, _) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                interrupted.countDown();
            }
            return "{\"late\":true}";
        });
        long execution = jobs.start(stubborn, 2);
        JobWorkers a = jobs.node("a", stubborn);
        a.takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.RUNNING);
        JobsFixture.await(jobs.executions.execute(execution, new StopExecution(), Executions.ofRegistry(jobs.clock)));
        assertThat(jobs.executions.state(execution).status()).isEqualTo(TaskStatus.STOPPED);
        a.renewLeases();
        interrupted.await();
        await().until(jobs::isIdle);
        assertThat(jobs.executions.state(execution).status()).isEqualTo(TaskStatus.STOPPED);
        assertThat(jobs.count("SELECT count(*) FROM job_task WHERE result <> ''"))
                .isZero();
        assertThat(a.takeTasks()).isZero();
    }

    @Test
    void whatFailsIsTriedAgainLaterUpToItsLimit() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        JobKind kind = new TestKind(3, (_, _) -> {
            if (tries.incrementAndGet() == 2) {
                throw new IllegalStateException("with a password in it");
            }
            throw JobFailedException.forNow("no answer");
        });
        long execution = jobs.start(kind, 1);
        JobWorkers a = jobs.node("a", kind);
        a.takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.SCHEDULED);
        await().until(jobs::isIdle);
        assertThat(a.takeTasks()).isZero();
        jobs.pass(Duration.ofSeconds(5));
        a.takeTasks();
        await().until(() -> jobs.task(execution).failures() == 2);
        await().until(jobs::isIdle);
        assertThat(jobs.count("SELECT count(*) FROM job_task WHERE message LIKE 'internal error%'"))
                .isEqualTo(1);
        jobs.pass(Duration.ofSeconds(2));
        assertThat(a.takeTasks()).as("twice as long as the first time").isZero();
        jobs.pass(Duration.ofSeconds(8));
        a.takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.ERROR);
        assertThat(tries).hasValue(3);
        assertThat(jobs.count("SELECT count(*) FROM job_execution WHERE status = 'Error' AND message = 'no answer'"))
                .isEqualTo(1);
    }

    @Test
    void whatIsHopelessIsNotTriedAgain() {
        JobKind kind = new TestKind(3, (_, _) -> {
            throw JobFailedException.forGood("parameters");
        });
        long execution = jobs.start(kind, 1);
        jobs.node("a", kind).takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.ERROR);
    }

    @Test
    void aNodeThatStopsLeavesItsTasksToOthersAtOnce() throws Exception {
        JobKind endless = new TestKind(1, (_, _) -> {
            new CountDownLatch(1).await();
            return "";
        });
        long execution = jobs.start(endless, 1);
        JobWorkers a = jobs.node("a", endless);
        a.takeTasks();
        await().until(() -> jobs.task(execution).status() == TaskStatus.RUNNING);
        a.close();
        JobKind quick = new TestKind(1, (_, _) -> "");
        assertThat(jobs.node("b", quick).takeTasks()).isEqualTo(1);
        await().until(() -> jobs.task(execution).status() == TaskStatus.SUCCESS);
    }

    @Test
    void nothingIsTakenFromAQueueThatIsPaused() throws Exception {
        JobKind kind = new TestKind(1, (_, _) -> "");
        long execution = jobs.start(kind, 1);
        JobWorkers a = jobs.node("a", kind);
        change(new QueueCommand.PauseQueue(TYPE));
        assertThat(a.takeTasks()).isZero();
        assertThat(JobsFixture.await(jobs.board.queues()))
                .singleElement()
                .satisfies(queue ->
                        assertThat(queue.paused() && queue.count() == 1).isTrue());
        change(new QueueCommand.ResumeQueue(TYPE));
        assertThat(a.takeTasks()).isEqualTo(1);
        await().until(() -> jobs.task(execution).status() == TaskStatus.SUCCESS);
    }

    private static void change(QueueCommand command) {
        JobsFixture.await(jobs.queues.execute(JobQueues.ENTITY, command, Executions.ofRegistry(jobs.clock)));
    }

    @Test
    void logsHaveLimits() throws Exception {
        jobs.start(new TestKind(1, (_, _) -> ""), 1);
        Lease lease = JobsFixture.await(jobs.queue.acquire(TYPE, "a", Duration.ofSeconds(10)))
                .orElseThrow();
        for (int i = 0; i < 300; i++) {
            assertThat(JobsFixture.await(jobs.queue.log(lease.taskId(), lease.fence(), "x".repeat(5_000) + "\n")))
                    .isTrue();
        }
        assertThat(jobs.count("SELECT max(octet_length(text)) FROM job_log")).isEqualTo(WorkQueue.MAX_LINE);
        assertThat(jobs.count("SELECT sum(octet_length(text)) FROM job_log")).isLessThan(1_100_000);
        assertThat(jobs.count("SELECT count(*) FROM job_log WHERE text LIKE 'the log is full%'"))
                .isEqualTo(1);
        assertThat(JobsFixture.await(jobs.queue.log(lease.taskId(), lease.fence() - 1, "late")))
                .isFalse();
    }

    private static Stream<String> log(long execution) {
        return JobsFixture.await(jobs.board.log(jobs.taskId(execution))).stream()
                .map(JobBoard.LogLine::text);
    }
}
