package org.shiplog.storage.s3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.RunningHash;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.StagingArea.Stored;
import org.shiplog.storage.blob.UploadId;

/** A bucket behind a network that can be told to fail, of its own prefix for each test, and with patience cut short. */
@ResourceLock("S3Harness")
abstract class S3Harness {
    static final int MIB = 1 << 20;
    static final int PART = 8 * MIB;
    static final long MEMORY = 64L * MIB;

    /** The usual sizes, and times that fit a test. */
    static final S3Limits QUICK = new S3Limits(
            PART,
            5 * MIB,
            10_000,
            512L * MIB,
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofMillis(20),
            Duration.ofMillis(500),
            4,
            30,
            Duration.ofMillis(300));

    @RegisterExtension
    static final SharedS3Server SHARED = new SharedS3Server();

    static S3Server server;
    static ActorSystem system;

    final UploadId upload = new UploadId(UUID.randomUUID());
    FaultyNetwork network;
    S3Bucket bucket;
    S3StagingArea staging;
    S3BlobStore blobs;

    @BeforeAll
    static void startSystem() {
        server = SHARED.server();
        system = ActorSystem.create("s3");
    }

    @AfterAll
    static void stopSystem() {
        system.terminate();
    }

    S3Settings settings() {
        return S3Server.settings(network.endpoint(), SHARED.unusedPrefix());
    }

    S3Limits limits() {
        return QUICK;
    }

    long memory() {
        return MEMORY;
    }

    @BeforeEach
    void connect() {
        network = FaultyNetwork.to(server.port());
        bucket = S3Bucket.open(settings(), limits());
        staging = new S3StagingArea(bucket, system, InstantSource.system(), memory());
        blobs = new S3BlobStore(bucket);
    }

    @AfterEach
    void disconnect() {
        network.close();
        // Takes the client two seconds, which nobody has to wait for.
        Thread.ofVirtual().start(bucket::close);
    }

    Segment.Key key(long fence) {
        return new Segment.Key(upload, fence);
    }

    Segment segment(long fence, byte[] bytes) {
        Stored stored = store(key(fence), OptionalLong.empty(), inChunks(bytes));
        if (!stored.equals(new Stored.Complete(bytes.length))) {
            throw new AssertionError(stored);
        }
        return new Segment(key(fence), bytes.length);
    }

    Stored store(Segment.Key key, OptionalLong announced, Source<ByteString, ?> bytes) {
        return resultOf(staging.store(key, RunningHash.ofNothing(DigestAlgorithm.SHA256), announced, bytes));
    }

    Digest publish(byte[] content, Segment... segments) {
        Digest digest = sha256(content);
        resultOf(staging.publish(List.of(segments), digest));
        return digest;
    }

    Digest stored(byte[] content) {
        return publish(content, segment(1, content));
    }

    byte[] blob(Digest digest) {
        return read(digest, 0, resultOf(blobs.size(digest)).orElseThrow());
    }

    byte[] read(Digest digest, long offset, long length) {
        return bytesOf(blobs.read(digest, offset, length));
    }

    byte[] bytesOf(Source<ByteString, ?> source) {
        return resultOf(source.runWith(Sink.fold(ByteString.createBuilder(), (all, next) -> all.append(next)), system))
                .result()
                .toArray();
    }

    /** The keys of all objects of this test's prefix, without the prefix. */
    List<String> objects() {
        return objects("");
    }

    List<String> objects(String under) {
        String prefix = bucket.settings().prefix() + "/";
        return resultOf(bucket.list(prefix + under, Optional.empty())).objects().stream()
                .map(object -> object.key().substring(prefix.length()))
                .toList();
    }

    List<UnfinishedUpload> unfinished() {
        return resultOf(UnfinishedUpload.list(bucket, bucket.settings().prefix() + "/", Optional.empty()))
                .uploads();
    }

    static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static Digest sha256(byte[] content) {
        return DigestAlgorithm.SHA256.digestOf(content);
    }

    /** Made as they are asked for: many uploads of the same bytes need no memory of their own. */
    static Source<ByteString, ?> inChunks(byte[] bytes) {
        int chunk = 32_003;
        int chunks = (bytes.length + chunk - 1) / chunk;
        return chunks == 0
                ? Source.empty()
                : Source.range(0, chunks - 1)
                        .map(index -> ByteString.fromArray(
                                bytes, index * chunk, Math.min(chunk, bytes.length - index * chunk)));
    }

    static <T> T resultOf(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(120, TimeUnit.SECONDS);
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
