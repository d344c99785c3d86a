package org.shiplog.http.oci;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Fails a stream whose source keeps its reader waiting for too long. Unlike Pekko's idle timeout it does not count the time that the
 * reader takes: a client must not lose its upload because the disk is busy.
 */
final class StallTimeout extends GraphStage<FlowShape<ByteString, ByteString>> {
    private static final int LOOKS = 8;

    private final Duration limit;
    private final Inlet<ByteString> in = Inlet.create("StallTimeout.in");
    private final Outlet<ByteString> out = Outlet.create("StallTimeout.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

    StallTimeout(Duration limit) {
        this.limit = limit;
    }

    /** Nothing came for too long. */
    static final class StalledException extends TimeoutException {
        private static final long serialVersionUID = 1L;

        StalledException(Duration limit) {
            super("nothing came for " + limit);
        }
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Watching();
    }

    private final class Watching extends TimerGraphStageLogic {
        private long askedAt;

        Watching() {
            super(shape);
            AbstractInOutHandler handler = new AbstractInOutHandler() {
                @Override
                public void onPush() {
                    push(out, grab(in));
                }

                @Override
                public void onPull() {
                    askedAt = System.nanoTime();
                    pull(in);
                }
            };
            setHandler(in, handler);
            setHandler(out, handler);
        }

        @Override
        public void preStart() {
            Duration interval = limit.dividedBy(LOOKS);
            scheduleAtFixedRate(limit, interval, interval);
        }

        @Override
        public void onTimer(Object timer) {
            if (hasBeenPulled(in) && System.nanoTime() - askedAt >= limit.toNanos()) {
                failStage(new StalledException(limit));
            }
        }
    }
}
