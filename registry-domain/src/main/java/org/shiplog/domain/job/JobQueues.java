package org.shiplog.domain.job;

import java.util.Set;
import java.util.TreeSet;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;

/**
 * Which types of jobs no worker may begin for now. Those that run go on.
 *
 * @param paused with {@link JobType#SCHEDULER} among them no schedule starts anything
 */
public record JobQueues(Set<JobType> paused) {
    /** The one entity of its kind. */
    public static final String ENTITY = "jobs";

    static final JobQueues ALL_OPEN = new JobQueues(Set.of());

    public JobQueues {
        paused = Set.copyOf(paused);
    }

    private JobQueues changed(JobType type, boolean nowPaused) {
        Set<JobType> types = new TreeSet<>(paused);
        boolean _ = nowPaused ? types.add(type) : types.remove(type);
        return new JobQueues(types);
    }

    public sealed interface QueueCommand {
        record PauseQueue(JobType type) implements QueueCommand {}

        record ResumeQueue(JobType type) implements QueueCommand {}
    }

    public sealed interface QueueEvent {
        record QueuePaused(JobType type) implements QueueEvent {}

        record QueueResumed(JobType type) implements QueueEvent {}
    }

    public sealed interface QueueRefusal {
        record TooManyPaused(int limit) implements QueueRefusal {}
    }

    public static final class Rules implements Aggregate<JobQueues, QueueCommand, QueueEvent, QueueRefusal> {
        static final int MAX_PAUSED = 100;

        @Override
        public JobQueues initial() {
            return ALL_OPEN;
        }

        @Override
        public Decision<QueueEvent, QueueRefusal> decide(JobQueues queues, QueueCommand command) {
            return switch (command) {
                case QueueCommand.PauseQueue(JobType type) -> pause(queues, type);
                case QueueCommand.ResumeQueue(JobType type) ->
                    queues.paused().contains(type)
                            ? Decision.accept(new QueueEvent.QueueResumed(type))
                            : Decision.accept();
            };
        }

        private static Decision<QueueEvent, QueueRefusal> pause(JobQueues queues, JobType type) {
            if (queues.paused().contains(type)) {
                return Decision.accept();
            }
            return queues.paused().size() >= MAX_PAUSED
                    ? Decision.refuse(new QueueRefusal.TooManyPaused(MAX_PAUSED))
                    : Decision.accept(new QueueEvent.QueuePaused(type));
        }

        @Override
        public JobQueues evolve(JobQueues queues, QueueEvent event) {
            return switch (event) {
                case QueueEvent.QueuePaused(JobType type) -> queues.changed(type, true);
                case QueueEvent.QueueResumed(JobType type) -> queues.changed(type, false);
            };
        }
    }
}
