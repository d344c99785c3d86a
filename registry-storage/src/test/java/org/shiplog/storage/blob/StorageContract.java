package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.StagingArea.Stored;

/**
 * What the contracts of blob storage share: a medium under test, and a teardown that fails when anything is left on
 * it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StorageContract {
    /** For how long something may take on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final OptionalLong UNSAID = OptionalLong.empty();

    ActorSystem system;

    @TempDir
    Path directory;

    Medium medium;

    /** A way to store blobs, as its contract tests need it. */
    interface Medium {
        BlobStore blobs();

        StagingArea staging();

        /** Forgets all that is in memory, as when the process was killed. */
        void restart();

        void passTime(Duration time);

        /** Whatever of unfinished uploads is on the medium. */
        List<String> leftovers();

        /** Whether a segment that comes after its upload was discarded stays until uploads expire. */
        default boolean keepsLateSegments() {
            return false;
        }
    }

    abstract Medium medium(Path empty);

    @BeforeAll
    void startSystem() {
        system = ActorSystem.create("storage");
    }

    @AfterAll
    void stopSystem() {
        system.terminate();
    }

    @BeforeEach
    void openMedium() {
        medium = medium(directory);
    }

    // Whoever ends an upload does not wait until its bytes are gone.
    @AfterEach
    void nothingIsLeftBehind() {
        awaitNoLeftovers();
    }

    void awaitNoLeftovers() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(medium.leftovers()).isEmpty());
    }

    Stored store(Segment.Key segment, Source<ByteString, ?> bytes) {
        RunningHash hash = RunningHash.ofNothing(DigestAlgorithm.SHA256);
        return resultOf(medium.staging().store(segment, hash, UNSAID, bytes));
    }

    Digest store(byte[] content) {
        Segment.Key key = new Segment.Key(new UploadId(UUID.randomUUID()), 1);
        Digest digest = sha256(content);
        assertThat(store(key, inChunks(content))).isEqualTo(new Stored.Complete(content.length));
        List<Segment> segments = content.length == 0 ? List.of() : List.of(new Segment(key, content.length));
        resultOf(medium.staging().publish(segments, digest));
        resultOf(medium.staging().discard(key.upload()));
        return digest;
    }

    byte[] stored(Digest digest) {
        long size = resultOf(medium.blobs().size(digest)).orElseThrow();
        return read(digest, 0, size);
    }

    byte[] read(Digest digest, long offset, long length) {
        return resultOf(medium.blobs()
                        .read(digest, offset, length)
                        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer()))
                .toArray();
    }

    Materializer materializer() {
        return Materializer.matFromSystem(system);
    }

    static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static Digest sha256(byte[] content) {
        return DigestAlgorithm.SHA256.digestOf(content);
    }

    static Source<ByteString, ?> inChunks(byte[] bytes) {
        int chunk = 10_007;
        List<ByteString> chunks = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += chunk) {
            chunks.add(ByteString.fromArray(bytes, from, Math.min(chunk, bytes.length - from)));
        }
        return Source.from(chunks);
    }

    static <T> T resultOf(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
