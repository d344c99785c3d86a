package org.shiplog.storage.manifest;

import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** Manifests for tests, and their results. */
final class Manifests {
    private Manifests() {}

    /** Always the same bytes for the same length. */
    static ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteString.fromArray(bytes);
    }

    static Digest digestOf(ByteString bytes) {
        return DigestAlgorithm.SHA256.digestOf(bytes.toArray());
    }

    static <T> T resultOf(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no result", e);
        }
    }
}
