package org.shiplog.storage.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.shiplog.storage.manifest.Manifests.bytes;
import static org.shiplog.storage.manifest.Manifests.digestOf;
import static org.shiplog.storage.manifest.Manifests.resultOf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;

class CachedManifestStoreTest {
    private static final ByteString MANIFEST = bytes(1_000);
    private static final Digest DIGEST = digestOf(MANIFEST);

    private final StoreInMemory behind = new StoreInMemory();
    private final CachedManifestStore store = new CachedManifestStore(behind, 100_000);

    @Test
    void loadsAManifestOnce() {
        behind.put(DIGEST, MANIFEST);

        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);
        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);

        assertThat(behind.asked).containsExactly(DIGEST);
    }

    @Test
    void needsNoLoadAfterAPut() {
        resultOf(store.put(DIGEST, MANIFEST));

        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);

        assertThat(behind.manifests).containsKey(DIGEST);
        assertThat(behind.asked).isEmpty();
    }

    @Test
    void doesNotRememberAbsence() {
        assertThat(resultOf(store.get(DIGEST))).isEmpty();

        behind.put(DIGEST, MANIFEST);

        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);
    }

    @Test
    void waitsForALoadThatIsRunning() {
        behind.answer = new CompletableFuture<>();

        CompletionStage<Optional<ByteString>> first = store.get(DIGEST);
        CompletionStage<Optional<ByteString>> second = store.get(DIGEST);
        behind.answer.complete(Optional.of(MANIFEST));

        assertThat(resultOf(first)).contains(MANIFEST);
        assertThat(resultOf(second)).contains(MANIFEST);
        assertThat(behind.asked).hasSize(1);
    }

    @Test
    void doesNotJoinALoadThatBeganBeforeThePut() {
        CachedManifestStore tooSmall = new CachedManifestStore(behind, 0);
        CompletableFuture<Optional<ByteString>> early = new CompletableFuture<>();
        behind.answer = early;
        CompletionStage<Optional<ByteString>> before = tooSmall.get(DIGEST);
        behind.answer = null;
        resultOf(tooSmall.put(DIGEST, MANIFEST));

        assertThat(resultOf(tooSmall.get(DIGEST))).contains(MANIFEST);
        early.complete(Optional.empty());
        assertThat(resultOf(before)).isEmpty();
    }

    @Test
    void servesNothingThatHashesToAnotherDigest() {
        behind.put(DIGEST, bytes(999));

        assertThatThrownBy(() -> resultOf(store.get(DIGEST))).isInstanceOf(ManifestStoreException.class);

        behind.put(DIGEST, MANIFEST);
        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);
    }

    @Test
    void storesNothingThatHashesToAnotherDigest() {
        assertThatThrownBy(() -> store.put(DIGEST, bytes(999))).isInstanceOf(IllegalArgumentException.class);

        assertThat(behind.manifests).isEmpty();
    }

    @Test
    void passesAFailureOnAndTriesAgain() {
        behind.put(DIGEST, MANIFEST);
        behind.answer = CompletableFuture.failedFuture(new ManifestStoreException("the database is down", null));
        assertThatThrownBy(() -> resultOf(store.get(DIGEST))).hasMessage("the database is down");

        behind.answer = null;

        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);
    }

    @Test
    void remembersNothingThatCouldNotBeStored() {
        behind.refusesPuts = true;

        assertThatThrownBy(() -> resultOf(store.put(DIGEST, MANIFEST))).isInstanceOf(ManifestStoreException.class);

        assertThat(resultOf(store.get(DIGEST))).isEmpty();
    }

    @Test
    void keepsWithinItsCapacity() {
        List<ByteString> manifests =
                IntStream.range(1, 101).mapToObj(i -> bytes(10_000 + i)).toList();
        manifests.forEach(manifest -> resultOf(store.put(digestOf(manifest), manifest)));

        manifests.forEach(
                manifest -> assertThat(resultOf(store.get(digestOf(manifest)))).contains(manifest));

        assertThat(behind.asked).hasSizeGreaterThan(90);
    }

    @Test
    void doesNotKeepTheBufferThatAManifestArrivedIn() {
        ByteString buffer = bytes(1_000);
        byte[] array = buffer.toArrayUnsafe();
        resultOf(store.put(DIGEST, buffer));

        array[0]++;

        assertThat(resultOf(store.get(DIGEST))).contains(MANIFEST);
    }

    /** A store whose answers a test can hold back. */
    private static final class StoreInMemory implements ManifestStore {
        private final Map<Digest, ByteString> manifests = new HashMap<>();
        private final List<Digest> asked = new ArrayList<>();
        private CompletableFuture<Optional<ByteString>> answer;
        private boolean refusesPuts;

        @Override
        public CompletionStage<Void> put(Digest digest, ByteString bytes) {
            if (refusesPuts) {
                return CompletableFuture.failedStage(new ManifestStoreException("read only", null));
            }
            manifests.put(digest, bytes);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Optional<ByteString>> get(Digest digest) {
            asked.add(digest);
            return answer != null
                    ? answer
                    : CompletableFuture.completedStage(Optional.ofNullable(manifests.get(digest)));
        }
    }
}
