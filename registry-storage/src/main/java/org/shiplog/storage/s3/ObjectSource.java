package org.shiplog.storage.s3;

import java.util.Optional;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.shiplog.storage.blob.BlobStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.FutureConverters;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Streams a range of an object. A connection that breaks is followed by another one, from where it broke and only to the same
 * object, a few times in a row; a client that reads slowly does not count against them.
 */
final class ObjectSource extends GraphStage<SourceShape<ByteString>> {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectSource.class);
    private static final int BREAKS = 4;
    /** After so many bytes a connection was a good one, whatever came before. */
    private static final long PROGRESS = 1 << 20;

    private final Outlet<ByteString> out = Outlet.create("ObjectSource.out");
    private final SourceShape<ByteString> shape = SourceShape.of(out);
    private final S3Bucket bucket;
    private final ObjectRange range;

    ObjectSource(S3Bucket bucket, ObjectRange range) {
        this.bucket = bucket;
        this.range = range;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Reading();
    }

    private record Opened(
            @Nullable ResponsePublisher<GetObjectResponse> response,
            @Nullable Throwable failure) {}

    private record Broken(Arriving connection, Throwable cause) {}

    private final class Reading extends TimerGraphStageLogic implements OutHandler {
        private static final String AGAIN = "again";

        private final AsyncCallback<Opened> opened = createAsyncCallback(this::onOpened);
        private final AsyncCallback<Arriving> arrived = createAsyncCallback(this::onArrival);
        private final AsyncCallback<Broken> broken = createAsyncCallback(this::onBreak);
        private final BackoffStrategy backoff = BackoffStrategy.exponentialDelayHalfJitter(
                bucket.limits().backoff(), bucket.limits().longestBackoff());
        private final long end = range.from() + range.length();
        private long position = range.from();
        private long lastBreak = range.from();
        private int breaks;
        private boolean opening;
        private Optional<String> entityTag = Optional.empty();
        private @Nullable Arriving connection;

        Reading() {
            super(shape);
            setHandler(out, this);
        }

        @Override
        public void preStart() {
            if (position == end) {
                completeStage();
            }
        }

        @Override
        public void onPull() {
            Arriving current = connection;
            if (current != null) {
                deliver(current);
            } else if (!opening && !isTimerActive(AGAIN)) {
                open();
            }
        }

        private void open() {
            opening = true;
            bucket.get(range.key(), position, end - 1, entityTag)
                    .whenComplete((response, failure) -> FutureConverters.asJava(
                                    opened.invokeWithFeedback(new Opened(response, failure)))
                            .exceptionally(_ -> {
                                // The reader is gone, and the store must not go on sending.
                                if (response != null) {
                                    response.subscribe(arriving().cancelled());
                                }
                                return null;
                            }));
        }

        private void onOpened(Opened result) {
            opening = false;
            ResponsePublisher<GetObjectResponse> response = result.response();
            if (response == null) {
                // The request was tried several times already.
                failStage(S3Failures.because(range.key() + " cannot be read", causeOf(result)));
                return;
            }
            Arriving next = arriving();
            String wrong = whatIsWrong(response.response());
            if (wrong != null) {
                response.subscribe(next.cancelled());
                failStage(new BlobStoreException(range.key() + " " + wrong, null, false));
                return;
            }
            entityTag = Optional.ofNullable(response.response().eTag());
            connection = next;
            response.subscribe(next);
        }

        private Arriving arriving() {
            return new Arriving(arrived::invoke, (from, cause) -> broken.invoke(new Broken(from, cause)));
        }

        private @Nullable String whatIsWrong(GetObjectResponse response) {
            if (response.contentRange() == null && position > 0) {
                return "comes from its beginning, as if the store knew no ranges";
            }
            Long length = response.contentLength();
            return length != null && length < end - position
                    ? "ends " + (end - position - length) + " bytes too early"
                    : null;
        }

        private static Throwable causeOf(Opened result) {
            Throwable failure = result.failure();
            return failure == null ? new IllegalStateException("no response") : failure;
        }

        private void onArrival(Arriving from) {
            if (from == connection && isAvailable(out)) {
                deliver(from);
            }
        }

        private void deliver(Arriving from) {
            ByteString bytes = from.take();
            if (bytes.isEmpty()) {
                return;
            }
            ByteString wanted = bytes.take((int) Math.min(bytes.size(), end - position));
            position += wanted.size();
            push(out, wanted);
            if (position == end) {
                completeStage();
            } else {
                from.requestTaken();
            }
        }

        // What had arrived but was not pulled yet is asked for again.
        private void onBreak(Broken broke) {
            if (broke.connection() != connection || connection.waiting() == end - position) {
                return;
            }
            connection.cancel();
            connection = null;
            boolean wanted = isAvailable(out);
            if (position - lastBreak >= PROGRESS) {
                breaks = 0;
            }
            lastBreak = position;
            if (!wanted) {
                return;
            }
            breaks++;
            if (breaks > BREAKS) {
                failStage(S3Failures.because(
                        "the connection broke too often while reading " + range.key(), broke.cause()));
                return;
            }
            LOG.debug("going on with {} at {}", range.key(), position, broke.cause());
            scheduleOnce(AGAIN, backoff.computeDelay(breaks));
        }

        @Override
        public void onTimer(Object timer) {
            if (connection == null && !opening) {
                open();
            }
        }

        @Override
        public void postStop() {
            if (connection != null) {
                connection.cancel();
            }
        }
    }
}
