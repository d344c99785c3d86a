package org.shiplog.storage.s3;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** For how long a store has answered nothing but errors of its own although it was asked. Thread-safe. */
final class StoreSilence implements ExecutionInterceptor {
    private final Duration outage;
    private final LongSupplier nanos;
    /** When the first attempt since the last answer was made; null when none was. */
    private final AtomicReference<@Nullable Long> askedSince = new AtomicReference<>();

    /**
     * @param outage the silence from which on the store counts as away
     * @param nanos a clock like {@link System#nanoTime}
     */
    StoreSilence(Duration outage, LongSupplier nanos) {
        this.outage = outage;
        this.nanos = nanos;
    }

    boolean isOutage() {
        Long since = askedSince.get();
        return since != null && nanos.getAsLong() - since >= outage.toNanos();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        asked();
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        answered(context.httpResponse().statusCode());
    }

    void asked() {
        askedSince.compareAndSet(null, nanos.getAsLong());
    }

    void answered(int status) {
        if (status < 500) {
            askedSince.set(null);
        }
    }
}
