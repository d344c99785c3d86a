package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Streams a range of a file in large chunks, one read ahead of the demand.
 *
 * <p>The stage runs with the stream that it is part of and hands each read to the executor, so that it costs no actor
 * of its own and, unlike a stage behind an asynchronous boundary, never holds more than two chunks.
 */
final class FileSource extends GraphStage<SourceShape<ByteString>> {
    private final Outlet<ByteString> out = Outlet.create("FileSource.out");
    private final SourceShape<ByteString> shape = SourceShape.of(out);
    private final Path file;
    private final long offset;
    private final long length;
    private final ReadAhead readAhead;
    private final Executor executor;

    FileSource(Path file, long offset, long length, ReadAhead readAhead, Executor executor) {
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.readAhead = readAhead;
        this.executor = executor;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Reading();
    }

    private final class Reading extends GraphStageLogic implements OutHandler {
        private final RangeReader reader = new RangeReader(file);
        private final long end = offset + length;
        private final AsyncCallback<ByteString> arrived = createAsyncCallback(this::onArrival);
        private final AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
        private long position = offset;
        private boolean reading;
        private @Nullable ByteString ready;

        Reading() {
            super(shape);
            setHandler(out, this);
        }

        @Override
        public void preStart() {
            readAhead.begin();
            if (length == 0) {
                completeStage();
            }
        }

        @Override
        public void onPull() {
            ByteString chunk = ready;
            if (chunk != null) {
                ready = null;
                deliver(chunk);
            } else if (!reading) {
                startReading();
            }
        }

        private void onArrival(ByteString chunk) {
            reading = false;
            if (isAvailable(out)) {
                deliver(chunk);
            } else {
                ready = chunk;
            }
        }

        private void deliver(ByteString chunk) {
            push(out, chunk);
            if (position == end) {
                completeStage();
            } else {
                startReading();
            }
        }

        private void startReading() {
            reading = true;
            long from = position;
            int size = (int) Math.min(readAhead.chunk(), end - from);
            position = from + size;
            executor.execute(() -> readAt(from, size));
        }

        private void readAt(long from, int size) {
            try {
                ByteString chunk = reader.read(from, size);
                if (from + size == end) {
                    reader.close();
                }
                arrived.invoke(chunk);
            } catch (IOException e) {
                reader.close();
                failed.invoke(BlobStoreException.because("cannot read " + file, e));
            } catch (RuntimeException | OutOfMemoryError e) {
                // Unless it is told, the stream would wait for this chunk for ever, and its client too.
                reader.close();
                failed.invoke(e);
            }
        }

        @Override
        public void postStop() {
            readAhead.end();
            boolean brokenOff = position > offset && position < end;
            if (brokenOff) {
                executor.execute(reader::close);
            }
        }
    }
}
