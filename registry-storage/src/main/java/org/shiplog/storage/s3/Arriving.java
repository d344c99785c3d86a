package org.shiplog.storage.s3;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One response's bytes on their way into a stream. The client hands out chunks of about 8 KiB; they are collected here, so that the
 * stream is woken once for many, and no more than a window of them is ever held.
 */
final class Arriving implements Subscriber<ByteBuffer> {
    private static final int WINDOW = 32;

    private final Consumer<Arriving> onBytes;
    private final BiConsumer<Arriving, Throwable> onBreak;
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private long waiting;
    private int taken;
    private boolean cancelled;
    private @Nullable Subscription subscription;

    /**
     * @param onBytes told when there are bytes to take, once until they are taken
     * @param onBreak told when no more will come
     */
    Arriving(Consumer<Arriving> onBytes, BiConsumer<Arriving, Throwable> onBreak) {
        this.onBytes = onBytes;
        this.onBreak = onBreak;
    }

    Arriving cancelled() {
        cancel();
        return this;
    }

    @Override
    public void onSubscribe(Subscription begun) {
        boolean unwanted;
        synchronized (this) {
            subscription = begun;
            unwanted = cancelled;
        }
        if (unwanted) {
            begun.cancel();
        } else {
            begun.request(WINDOW);
        }
    }

    @Override
    public void onNext(ByteBuffer chunk) {
        boolean first;
        synchronized (this) {
            first = chunks.isEmpty();
            chunks.add(chunk);
            waiting += chunk.remaining();
        }
        if (first) {
            onBytes.accept(this);
        }
    }

    @Override
    public void onError(Throwable cause) {
        onBreak.accept(this, cause);
    }

    @Override
    public void onComplete() {
        onBreak.accept(this, new IllegalStateException("the store closed the connection"));
    }

    /** How many bytes can be taken. */
    synchronized long waiting() {
        return waiting;
    }

    /** All bytes that have come. */
    synchronized ByteString take() {
        ByteStringBuilder bytes = ByteString.createBuilder();
        bytes.sizeHint((int) waiting);
        chunks.forEach(chunk -> bytes.append(ByteString.fromByteBuffer(chunk)));
        taken = chunks.size();
        chunks.clear();
        waiting = 0;
        return bytes.result();
    }

    /** Lets as many chunks come as were taken. */
    void requestTaken() {
        Subscription source;
        int count;
        synchronized (this) {
            source = subscription;
            count = taken;
            taken = 0;
        }
        if (source != null && count > 0) {
            source.request(count);
        }
    }

    void cancel() {
        Subscription source;
        synchronized (this) {
            cancelled = true;
            source = subscription;
        }
        if (source != null) {
            source.cancel();
        }
    }
}
