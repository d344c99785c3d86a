package org.shiplog.cluster.telemetry;

import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/** Hands bytes on as they are and tells a {@link Meter} of them. It neither buffers nor asks for more than is asked of it. */
final class BodyMeter extends GraphStage<FlowShape<ByteString, ByteString>> {
    private final Inlet<ByteString> in = Inlet.create("BodyMeter.in");
    private final Outlet<ByteString> out = Outlet.create("BodyMeter.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final Supplier<Meter> meters;

    /** @param meters asked for one each time that the bytes are streamed */
    BodyMeter(Supplier<Meter> meters) {
        this.meters = meters;
    }

    /** Told of one stream by one thread at a time. */
    interface Meter {
        void passed(int bytes);

        /** All bytes came through. */
        default void completed() {}

        /** Whoever read the bytes does not want the rest. */
        default void abandoned() {}

        default void failed(Throwable failure) {}

        /** Called last, whatever has become of the stream. */
        default void ended() {}
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic(shape, meters.get());
    }

    private static final class Logic extends GraphStageLogic {
        private final Meter meter;

        Logic(FlowShape<ByteString, ByteString> shape, Meter meter) {
            super(shape);
            this.meter = meter;
            setHandler(shape.in(), new AbstractInHandler() {
                @Override
                public void onPush() {
                    ByteString bytes = grab(shape.in());
                    meter.passed(bytes.length());
                    push(shape.out(), bytes);
                }

                @Override
                public void onUpstreamFinish() {
                    meter.completed();
                    complete(shape.out());
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    meter.failed(failure);
                    fail(shape.out(), failure);
                }
            });
            setHandler(shape.out(), new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(shape.in());
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    meter.abandoned();
                    cancel(shape.in(), cause);
                }
            });
        }

        @Override
        public void postStop() {
            meter.ended();
        }
    }
}
