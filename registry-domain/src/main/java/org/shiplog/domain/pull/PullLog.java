package org.shiplog.domain.pull;

import java.util.List;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;

/**
 * The pulls from one project. Apart from the project, which must not wait for them, and in batches, because there are so many.
 *
 * @param pulls how many there were
 */
public record PullLog(long pulls) {
    /** The most pulls in one batch, which keeps it within a frame between nodes. */
    public static final int MAX_BATCH = 256;

    static final PullLog EMPTY = new PullLog(0);

    public sealed interface PullCommand {
        /** @param pulls at most {@link #MAX_BATCH} */
        record RecordPulls(List<Pull> pulls) implements PullCommand {
            public RecordPulls {
                pulls = List.copyOf(pulls);
            }
        }
    }

    public sealed interface PullEvent {
        record ArtifactsPulled(List<Pull> pulls) implements PullEvent {
            public ArtifactsPulled {
                pulls = List.copyOf(pulls);
            }
        }
    }

    public sealed interface PullRefusal {
        record TooManyPulls(int limit) implements PullRefusal {}
    }

    public static final class Rules implements Aggregate<PullLog, PullCommand, PullEvent, PullRefusal> {
        @Override
        public PullLog initial() {
            return EMPTY;
        }

        @Override
        public Decision<PullEvent, PullRefusal> decide(PullLog log, PullCommand command) {
            return switch (command) {
                case PullCommand.RecordPulls(List<Pull> pulls)
                when pulls.size() > MAX_BATCH -> Decision.refuse(new PullRefusal.TooManyPulls(MAX_BATCH));
                case PullCommand.RecordPulls(List<Pull> pulls) ->
                    pulls.isEmpty() ? Decision.accept() : Decision.accept(new PullEvent.ArtifactsPulled(pulls));
            };
        }

        @Override
        public PullLog evolve(PullLog log, PullEvent event) {
            return switch (event) {
                case PullEvent.ArtifactsPulled(List<Pull> pulls) -> new PullLog(log.pulls() + pulls.size());
            };
        }
    }
}
