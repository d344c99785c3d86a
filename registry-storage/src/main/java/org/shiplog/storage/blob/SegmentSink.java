package org.shiplog.storage.blob;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.util.ByteString;
import org.shiplog.storage.blob.StagingArea.Stored;

/**
 * Hashes and writes the bytes of a segment in one pass. Runs as an actor of its own on the blob dispatcher, with a single batch
 * between it and the sender, so that many slow uploads hold little memory.
 *
 * <p>The materialized stage fails with {@link BlobStoreException} when the medium does; nothing is kept then.
 */
final class SegmentSink
        extends AbstractGraphStageWithMaterializedValue<SinkShape<List<ByteString>>, CompletionStage<Stored>> {
    private final Inlet<List<ByteString>> in = Inlet.create("SegmentSink.in");
    private final SinkShape<List<ByteString>> shape = SinkShape.of(in);
    private final SegmentFile file;
    private final RunningHash hash;
    private final OptionalLong announced;
    private final Ending ending;

    SegmentSink(SegmentFile file, RunningHash hash, OptionalLong announced, Ending ending) {
        this.file = file;
        this.hash = hash;
        this.announced = announced;
        this.ending = ending;
    }

    /** What is done with the file when all bytes have come. */
    @FunctionalInterface
    interface Ending {
        void run() throws IOException;
    }

    @Override
    public SinkShape<List<ByteString>> shape() {
        return shape;
    }

    @Override
    public Attributes initialAttributes() {
        return ActorAttributes.dispatcher(FileBlobStore.DISPATCHER).and(Attributes.inputBuffer(1, 1));
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<Stored>> createLogicAndMaterializedValuePair(Attributes inherited) {
        Appending logic = new Appending();
        return Pair.create(logic, logic.outcome);
    }

    private final class Appending extends GraphStageLogic implements InHandler {
        private final CompletableFuture<Stored> outcome = new CompletableFuture<>();

        Appending() {
            super(shape);
            setHandler(in, this);
        }

        @Override
        public void preStart() {
            pull(in);
        }

        @Override
        public void onPush() {
            for (ByteString piece : grab(in)) {
                if (!append(piece.toArrayUnsafe())) {
                    return;
                }
            }
            pull(in);
        }

        private boolean append(byte[] bytes) {
            if (announced.isPresent() && bytes.length > announced.getAsLong() - file.length()) {
                dropped();
                failStage(new IllegalStateException("more bytes than announced"));
                return false;
            }
            hash.update(bytes);
            try {
                file.append(bytes);
                return true;
            } catch (IOException e) {
                failed(e);
                failStage(e);
                return false;
            }
        }

        @Override
        public void onUpstreamFinish() {
            if (announced.isPresent() && file.length() < announced.getAsLong()) {
                dropped();
            } else {
                ended(ending, new Stored.Complete(file.length()));
            }
            completeStage();
        }

        @Override
        public void onUpstreamFailure(Throwable cause) {
            ended(file::keep, new Stored.Interrupted(cause, file.length()));
            failStage(cause);
        }

        @Override
        public void postStop() {
            if (!outcome.isDone()) {
                ended(file::keep, new Stored.Interrupted(new AbruptStageTerminationException(this), file.length()));
            }
        }

        private void ended(Ending how, Stored stored) {
            try {
                how.run();
                outcome.complete(stored);
            } catch (IOException e) {
                failed(e);
            } catch (RuntimeException e) {
                drop(e);
                outcome.completeExceptionally(e);
            }
        }

        private void dropped() {
            try {
                file.drop();
                outcome.complete(new Stored.WrongLength());
            } catch (IOException e) {
                outcome.completeExceptionally(BlobStoreException.because("cannot take a segment back", e));
            }
        }

        // What cannot be removed now is nowhere recorded, and goes with the upload.
        private void failed(IOException cause) {
            drop(cause);
            outcome.completeExceptionally(BlobStoreException.because("cannot write a segment", cause));
        }

        private void drop(Exception cause) {
            try {
                file.drop();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
