package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and writes bytes in one pass, behind what the file holds already. Runs as an actor of its own on the blob
 * dispatcher, with a single chunk between it and the sender, so that many slow uploads hold little memory.
 *
 * <p>The materialized stage never fails: an {@link Arrival} tells how it ended. The hash then covers the file up to
 * the arrival's offset; without an offset it is of no use.
 */
final class AppendSink
        extends AbstractGraphStageWithMaterializedValue<SinkShape<List<ByteString>>, CompletionStage<Arrival>> {
    /** How many bytes, about, may wait for the file in memory while another such batch is being written. */
    private static final long BATCH = 512 * 1024;

    private final Inlet<List<ByteString>> in = Inlet.create("AppendSink.in");
    private final SinkShape<List<ByteString>> shape = SinkShape.of(in);
    private final Disk disk;
    private final Path file;
    private final RunningHash hash;
    private final OptionalLong announced;

    /** @param hash of all that the file holds */
    AppendSink(Disk disk, Path file, RunningHash hash, OptionalLong announced) {
        this.disk = disk;
        this.file = file;
        this.hash = hash;
        this.announced = announced;
    }

    /**
     * What belongs before the sink: pieces that arrive while it is busy become one batch. Clients send pieces of 32 KiB, and
     * handing each of them to another thread would cost more than writing it.
     */
    static Flow<ByteString, List<ByteString>, NotUsed> batches() {
        return Flow.<ByteString>create()
                .batchWeighted(BATCH, bytes -> (long) bytes.size(), AppendSink::batchOf, (batch, bytes) -> {
                    batch.add(bytes);
                    return batch;
                });
    }

    private static List<ByteString> batchOf(ByteString first) {
        List<ByteString> batch = new ArrayList<>();
        batch.add(first);
        return batch;
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
    public Pair<GraphStageLogic, CompletionStage<Arrival>> createLogicAndMaterializedValuePair(Attributes inherited) {
        Appending logic = new Appending();
        return Pair.create(logic, logic.outcome);
    }

    private final class Appending extends GraphStageLogic implements InHandler {
        private final CompletableFuture<Arrival> outcome = new CompletableFuture<>();
        private final long start = hash.length();
        private long written = start;
        private @Nullable FileChannel channel;

        Appending() {
            super(shape);
            setHandler(in, this);
        }

        @Override
        public void preStart() {
            try {
                channel = FileChannel.open(file, StandardOpenOption.WRITE);
                pull(in);
            } catch (IOException e) {
                fail(new Arrival.MediumFailed(e, true), e);
            }
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
            if (announced.isPresent() && bytes.length > announced.getAsLong() - (written - start)) {
                fail(restored(new Arrival.WrongLength()), new IllegalStateException("more bytes than announced"));
                return false;
            }
            hash.update(bytes);
            try {
                disk.write(open(), ByteBuffer.wrap(bytes), written);
                written += bytes.length;
                return true;
            } catch (IOException e) {
                fail(restored(new Arrival.MediumFailed(e, true)), e);
                return false;
            }
        }

        @Override
        public void onUpstreamFinish() {
            boolean tooFew = announced.isPresent() && written - start < announced.getAsLong();
            settle(tooFew ? restored(new Arrival.WrongLength()) : new Arrival.Complete(written));
            completeStage();
        }

        @Override
        public void onUpstreamFailure(Throwable cause) {
            settle(new Arrival.Interrupted(cause, written));
            failStage(cause);
        }

        @Override
        public void postStop() {
            settle(new Arrival.Interrupted(new AbruptStageTerminationException(this), written));
        }

        private void fail(Arrival arrival, Throwable reason) {
            settle(arrival);
            failStage(reason);
        }

        private Arrival restored(Arrival arrival) {
            try {
                disk.truncate(open(), start);
                return arrival;
            } catch (IOException e) {
                return new Arrival.MediumFailed(e, false);
            }
        }

        private FileChannel open() throws IOException {
            FileChannel opened = channel;
            if (opened == null) {
                throw new IOException(file + " is closed");
            }
            return opened;
        }

        // The outcome is told after the file is closed: a network file system reports a full medium only then.
        private void settle(Arrival arrival) {
            if (outcome.isDone()) {
                return;
            }
            Arrival known = arrival;
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                known = new Arrival.MediumFailed(e, false);
            }
            outcome.complete(known);
        }
    }
}
