package org.shiplog.http.oci;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Reads on, and throws away, what a reader leaves of a stream when it gives up in the middle. Its value completes when the
 * stream is out of the way, with whether it came to its end.
 */
final class RemainderDrain
        extends AbstractGraphStageWithMaterializedValue<FlowShape<ByteString, ByteString>, CompletionStage<Boolean>> {
    private final long maxBytes;
    private final Duration maxTime;
    private final Inlet<ByteString> in = Inlet.create("RemainderDrain.in");
    private final Outlet<ByteString> out = Outlet.create("RemainderDrain.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

    /** @param maxBytes how much is thrown away at most, and {@code maxTime} for how long, before the stream is cancelled */
    RemainderDrain(long maxBytes, Duration maxTime) {
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<Boolean>> createLogicAndMaterializedValuePair(
            Attributes inheritedAttributes) {
        Draining draining = new Draining();
        return Pair.create(draining, draining.ended);
    }

    private final class Draining extends TimerGraphStageLogic {
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        private boolean left;
        private long discarded;

        Draining() {
            super(shape);
            AbstractInOutHandler handler = new AbstractInOutHandler() {
                @Override
                public void onPush() {
                    ByteString bytes = grab(in);
                    if (left) {
                        discard(bytes);
                    } else {
                        push(out, bytes);
                    }
                }

                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onUpstreamFinish() {
                    ended.complete(true);
                    completeStage();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    left = true;
                    scheduleOnce("time is up", maxTime);
                    if (!hasBeenPulled(in)) {
                        pull(in);
                    }
                }
            };
            setHandler(in, handler);
            setHandler(out, handler);
        }

        private void discard(ByteString bytes) {
            discarded += bytes.size();
            if (discarded > maxBytes) {
                completeStage();
            } else {
                pull(in);
            }
        }

        @Override
        public void onTimer(Object timer) {
            completeStage();
        }

        @Override
        public void postStop() {
            ended.complete(false);
        }
    }
}
