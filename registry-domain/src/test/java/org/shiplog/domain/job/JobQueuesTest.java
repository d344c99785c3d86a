package org.shiplog.domain.job;

import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueCommand.PauseQueue;
import org.shiplog.domain.job.JobQueues.QueueCommand.ResumeQueue;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobQueues.QueueEvent.QueuePaused;
import org.shiplog.domain.job.JobQueues.QueueEvent.QueueResumed;
import org.shiplog.domain.job.JobQueues.QueueRefusal;

class JobQueuesTest {
    private static final JobType WEBHOOK = new JobType("WEBHOOK");

    private final DecisionFixture<JobQueues, QueueCommand, QueueEvent, QueueRefusal> queues =
            DecisionFixture.of(new JobQueues.Rules());

    @Test
    void pausesAndResumes() {
        queues.when(new ResumeQueue(WEBHOOK)).thenNothing();
        queues.when(new PauseQueue(WEBHOOK)).thenEvents(new QueuePaused(WEBHOOK));
        queues.when(new PauseQueue(JobType.SCHEDULER)).thenEvents(new QueuePaused(JobType.SCHEDULER));
        queues.when(new ResumeQueue(WEBHOOK)).thenEvents(new QueueResumed(WEBHOOK));
        queues.assertReplaysFromTheBeginning();
    }

    @Test
    void hasALimit() {
        for (int i = 0; i < JobQueues.Rules.MAX_PAUSED; i++) {
            queues.givenCommands(new PauseQueue(new JobType("TYPE_" + i)));
        }
        queues.when(new PauseQueue(WEBHOOK)).thenRefused(new QueueRefusal.TooManyPaused(JobQueues.Rules.MAX_PAUSED));
    }
}
