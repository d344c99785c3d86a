package org.shiplog.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.shiplog.storage.blob.BlobStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.ResponsePublisher;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A bucket and the requests that blobs need of it, each of which fails with {@link BlobStoreException}. Requests are retried,
 * with growing waits, after {@code SlowDown}, the statuses 500, 502, 503 and 504, broken connections and timeouts.
 */
public final class S3Bucket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(S3Bucket.class);
    private static final String ANY = "*";
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3Settings settings;
    private final S3Limits limits;
    private final S3Connection connection;
    private final S3Keys keys;
    private final Encrypted encrypted;
    // Kinds of requests that the store takes no conditions with.
    private final Set<Write> unconditional = ConcurrentHashMap.newKeySet();

    private S3Bucket(S3Settings settings, S3Limits limits, S3Connection connection) {
        this.settings = settings;
        this.limits = limits;
        this.connection = connection;
        this.keys = new S3Keys(settings.prefix());
        this.encrypted = new Encrypted(settings.encryption());
    }

    /**
     * Connects and looks whether the bucket is there and may be used. Blocks.
     *
     * @throws BlobStoreException that says why the bucket cannot be used
     */
    public static S3Bucket open(S3Settings settings) {
        return open(settings, S3Limits.USUAL);
    }

    static S3Bucket open(S3Settings settings, S3Limits limits) {
        S3Bucket bucket = new S3Bucket(settings, limits, S3Connection.open(settings, limits));
        try {
            bucket.answers()
                    .headBucket(request -> request.bucket(settings.bucket()))
                    .join();
            return bucket;
        } catch (CompletionException e) {
            bucket.close();
            throw S3Failures.because(bucket.whyUnusable(S3Failures.status(e)), e);
        }
    }

    private String whyUnusable(int status) {
        String where = "bucket " + settings.bucket() + " at "
                + settings.endpoint().map(URI::toString).orElse("region " + settings.region());
        return switch (status) {
            case 0 -> "cannot reach " + where;
            case 301, 400 -> where + " cannot be used, perhaps it is in another region than " + settings.region();
            case 403 -> where + " refuses these credentials";
            case 404 -> where + " does not exist";
            default -> where + " cannot be used";
        };
    }

    /** An object as the store lists it. */
    record Listed(String key, long length, Instant modified) {}

    /** Some of the objects; the token asks for those that follow. */
    record Page(List<Listed> objects, Optional<String> next) {}

    S3Settings settings() {
        return settings;
    }

    S3Limits limits() {
        return limits;
    }

    S3Keys keys() {
        return keys;
    }

    /** For requests that a client waits for the answer of. */
    S3AsyncClient answers() {
        return connection.answers();
    }

    /** For requests that carry bytes of an upload or move them, and try for longer. */
    S3AsyncClient transfers() {
        return connection.transfers();
    }

    /**
     * For requests with which bytes begin to move. They try as long as those that follow, so that a failure of seconds is
     * noticed by nobody; but once the store is known to be away, whoever comes then is told so within seconds.
     */
    S3AsyncClient beginnings() {
        return isAway() ? connection.hasty() : connection.transfers();
    }

    /** Whether the store was asked and has not answered for so long that others need not try as patiently. */
    boolean isAway() {
        return connection.silence().isOutage();
    }

    Encrypted encrypted() {
        return encrypted;
    }

    String name() {
        return settings.bucket();
    }

    /** The object's length; empty when there is none. */
    CompletionStage<Optional<Long>> length(String key) {
        return S3Failures.explained(
                "cannot look up " + key,
                answers()
                        .headObject(request -> request.bucket(name()).key(key))
                        .thenApply(response -> Optional.of(response.contentLength()))
                        .exceptionallyCompose(failure -> S3Failures.isAbsent(failure)
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : CompletableFuture.failedFuture(failure)));
    }

    /**
     * The object's bytes from {@code first} up to {@code last}, both counted from 0. The publisher must be subscribed to.
     *
     * @param entityTag which the object must have; empty when any will do
     */
    CompletionStage<ResponsePublisher<GetObjectResponse>> get(
            String key, long first, long last, Optional<String> entityTag) {
        // The attempt ends with the last byte, which may be as late as a slow client likes; silence is noticed all the
        // same.
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(name())
                .key(key)
                .range("bytes=" + first + "-" + last)
                .overrideConfiguration(AwsRequestOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(Duration.ofDays(1))
                        .build());
        entityTag.ifPresent(request::ifMatch);
        return S3Failures.explained(
                "cannot read " + key, answers().getObject(request.build(), AsyncResponseTransformer.toPublisher()));
    }

    /** Writes the only part of an upload's piece. */
    CompletionStage<Void> put(String key, Part part) {
        return put(beginnings(), key, part, Condition.NONE);
    }

    CompletionStage<Void> put(String key, Part part, Condition condition) {
        return put(transfers(), key, part, condition);
    }

    private CompletionStage<Void> put(S3AsyncClient client, String key, Part part, Condition condition) {
        return S3Failures.explained("cannot write " + key, conditionally(Write.PUT, condition, none -> {
            PutObjectRequest.Builder request = encrypted
                    .put()
                    .bucket(name())
                    .key(key)
                    .contentType(CONTENT_TYPE)
                    .contentMD5(part.md5());
            none.ifPresent(request::ifNoneMatch);
            return client.putObject(request.build(), part.body()).thenApply(_ -> null);
        }));
    }

    /** Writes a whole object, in place of one that is there. */
    CompletionStage<Void> put(String key, byte[] content) {
        PutObjectRequest request = encrypted
                .put()
                .bucket(name())
                .key(key)
                .contentType(CONTENT_TYPE)
                .build();
        return S3Failures.explained(
                "cannot write " + key,
                transfers()
                        .putObject(request, AsyncRequestBody.fromBytes(content))
                        .thenApply(_ -> null));
    }

    /** Copies an object of at most 5 GiB. */
    CompletionStage<Void> copy(String from, String to, Condition condition) {
        return S3Failures.explained("cannot copy " + from + " to " + to, conditionally(Write.COPY, condition, none -> {
            var request = encrypted
                    .copy()
                    .sourceBucket(name())
                    .sourceKey(from)
                    .destinationBucket(name())
                    .destinationKey(to);
            none.ifPresent(request::ifNoneMatch);
            return transfers().copyObject(request.build()).thenApply(_ -> null);
        }));
    }

    CompletionStage<S3Multipart> beginMultipart(String key) {
        var request = encrypted
                .multipart()
                .bucket(name())
                .key(key)
                .contentType(CONTENT_TYPE)
                .build();
        return S3Failures.explained(
                "cannot begin to write " + key,
                beginnings()
                        .createMultipartUpload(request)
                        .thenApply(response -> new S3Multipart(this, key, response.uploadId())));
    }

    /** Nothing happens when there is no such object. */
    CompletionStage<Void> delete(String key) {
        return S3Failures.explained(
                "cannot delete " + key,
                answers()
                        .deleteObject(request -> request.bucket(name()).key(key))
                        .thenApply(_ -> null));
    }

    /** Objects whose keys begin with the prefix, in the order of their keys. */
    CompletionStage<Page> list(String prefix, Optional<String> token) {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(name()).prefix(prefix);
        token.ifPresent(request::continuationToken);
        return S3Failures.explained(
                "cannot list " + prefix,
                answers()
                        .listObjectsV2(request.build())
                        .thenApply(response -> new Page(
                                response.contents().stream()
                                        .map(found -> new Listed(found.key(), found.size(), found.lastModified()))
                                        .toList(),
                                Boolean.TRUE.equals(response.isTruncated())
                                        ? Optional.of(response.nextContinuationToken())
                                        : Optional.empty())));
    }

    /** A URL that gives the object to whoever has it, for some time. */
    URI presigned(String key, Duration validity) {
        return URI.create(connection
                .presigner()
                .presignGetObject(presign -> presign.signatureDuration(validity)
                        .getObjectRequest(get -> get.bucket(name()).key(key)))
                .url()
                .toExternalForm());
    }

    /** The requests that make an object appear. */
    enum Write {
        PUT,
        COPY,
        COMPLETE
    }

    /** Whether a write must find the key unused. */
    enum Condition {
        NONE,
        ABSENT
    }

    /**
     * Sends a write with its condition. Without, if the store does not know this condition for this request: what the condition
     * keeps apart are two writers of the same bytes.
     *
     * @param request given what the header {@code If-None-Match} is to say
     */
    <T> CompletionStage<T> conditionally(
            Write kind, Condition condition, Function<Optional<String>, CompletionStage<T>> request) {
        if (condition == Condition.NONE || unconditional.contains(kind)) {
            return request.apply(Optional.empty());
        }
        return request.apply(Optional.of(ANY)).exceptionallyCompose(failure -> {
            if (!S3Failures.isUnknownFeature(failure)) {
                return CompletableFuture.failedFuture(failure);
            }
            LOG.info("the store takes no condition with {}: {}", kind, failure.getMessage());
            unconditional.add(kind);
            return request.apply(Optional.empty());
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
