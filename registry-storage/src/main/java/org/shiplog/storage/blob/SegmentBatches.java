package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Collects what a client sends into batches for {@link SegmentSink}. Clients send pieces of some 32 KiB, and handing one to another
 * thread, which then asks for the next, costs more than hashing and writing it. So a batch is handed over when it is large enough, or
 * the sender has been slow, or is done. What came before the sender failed is handed over before the failure.
 *
 * <p>What waits of all uploads together shall fit into a budget. When it is used up, every upload keeps one piece waiting and no
 * more, so that memory does not grow with the size of what is uploaded, nor much with the number of uploads.
 */
final class SegmentBatches extends GraphStage<FlowShape<ByteString, List<ByteString>>> {
    /** What is worth another thread's while, in bytes. */
    private static final long ENOUGH = 128 * 1024;
    /** How many bytes, about, may wait while another batch is being written. */
    private static final long MOST = 256 * 1024;
    /** For how long less than enough waits. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final Waiting waiting;
    private final Inlet<ByteString> in = Inlet.create("SegmentBatches.in");
    private final Outlet<List<ByteString>> out = Outlet.create("SegmentBatches.out");
    private final FlowShape<ByteString, List<ByteString>> shape = FlowShape.of(in, out);

    /** How much waits, of all uploads that share this. */
    static final class Waiting {
        private final AtomicLong bytes = new AtomicLong();
        private final long budget;

        /** @param budget bytes */
        Waiting(long budget) {
            this.budget = budget;
        }

        private boolean isTooMuch() {
            return bytes.get() > budget;
        }
    }

    SegmentBatches(Waiting waiting) {
        this.waiting = waiting;
    }

    @Override
    public FlowShape<ByteString, List<ByteString>> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Collecting();
    }

    private final class Collecting extends TimerGraphStageLogic implements InHandler, OutHandler {
        private List<ByteString> batch = new ArrayList<>();
        private long weight;
        private boolean overdue;

        Collecting() {
            super(shape);
            setHandler(in, this);
            setHandler(out, this);
        }

        @Override
        public void preStart() {
            pull(in);
        }

        @Override
        public void onPush() {
            ByteString piece = grab(in);
            if (batch.isEmpty() && !isTimerActive(PATIENCE)) {
                scheduleOnce(PATIENCE, PATIENCE);
            }
            batch.add(piece);
            weight += piece.size();
            waiting.bytes.addAndGet(piece.size());
            boolean scarce = waiting.isTooMuch();
            if ((weight >= ENOUGH || scarce) && isAvailable(out)) {
                handOver();
            }
            if (batch.isEmpty() || (weight < MOST && !scarce)) {
                pull(in);
            }
        }

        @Override
        public void onPull() {
            // What nothing is added to is all that there will be.
            boolean closed = !batch.isEmpty() && !hasBeenPulled(in);
            if (weight >= ENOUGH || overdue || closed) {
                handOver();
                if (!hasBeenPulled(in)) {
                    pull(in);
                }
            }
        }

        @Override
        public void onTimer(Object timer) {
            if (!batch.isEmpty()) {
                overdue = true;
                if (isAvailable(out)) {
                    handOver();
                }
            }
        }

        private void handOver() {
            push(out, batch);
            batch = new ArrayList<>();
            forget();
            overdue = false;
        }

        private void forget() {
            waiting.bytes.addAndGet(-weight);
            weight = 0;
        }

        @Override
        public void postStop() {
            forget();
        }

        @Override
        public void onUpstreamFinish() {
            if (batch.isEmpty()) {
                completeStage();
            } else {
                emit(out, batch, this::completeStage);
            }
        }

        @Override
        public void onUpstreamFailure(Throwable failure) {
            if (batch.isEmpty()) {
                failStage(failure);
            } else {
                emit(out, batch, () -> failStage(failure));
            }
        }
    }
}
