package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 */
final class SegmentBatches extends GraphStage<FlowShape<ByteString, List<ByteString>>> {
    /** What is worth another thread's while, in bytes. */
    private static final long ENOUGH = 256 * 1024;
    /** How many bytes, about, may wait while another batch is being written. */
    private static final long MOST = 512 * 1024;
    /** For how long less than enough waits. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final Inlet<ByteString> in = Inlet.create("SegmentBatches.in");
    private final Outlet<List<ByteString>> out = Outlet.create("SegmentBatches.out");
    private final FlowShape<ByteString, List<ByteString>> shape = FlowShape.of(in, out);

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
            if (weight >= ENOUGH && isAvailable(out)) {
                handOver();
            }
            if (weight < MOST) {
                pull(in);
            }
        }

        @Override
        public void onPull() {
            if (weight >= ENOUGH || overdue) {
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
            weight = 0;
            overdue = false;
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
