package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Compression;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;
import org.shiplog.http.api.artifact.TarSearch.Outcome;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.storage.blob.BlobStore;

/**
 * Reads single files out of layers, in pieces and without ever keeping a layer. What was found is kept in memory by the layer's digest.
 *
 * <p>A manifest may name layers that its repository does not have, and those may be somebody else's; so the repository is asked first.
 */
final class LayerFiles {
    /** The largest layer in bytes that is looked into. */
    static final long MAX_LAYER = 16L << 20;

    private static final int PIECE = 64 << 10;
    private static final long CAPACITY = 16L << 20;

    private final ApiPorts ports;
    private final BlobStore blobs;
    private final Materializer materializer;
    private final Cache<Key, Outcome> found = Caffeine.newBuilder()
            .maximumWeight(CAPACITY)
            .<Key, Outcome>weigher(
                    (_, outcome) -> 512 + (outcome instanceof Outcome.Found(var content) ? content.size() : 0))
            .executor(Runnable::run)
            .build();

    LayerFiles(ApiPorts ports, Materializer materializer) {
        this.ports = ports;
        this.blobs = ports.ofArtifacts().blobs();
        this.materializer = materializer;
    }

    private record Key(Digest layer, String file) {}

    /** How a layer holds its files. */
    enum Form {
        RAW,
        TAR,
        TAR_GZIP
    }

    /** The layer's bytes, however many; empty when the repository does not have it. */
    CompletionStage<Optional<Layer>> whole(Target target, JsonNode descriptor) {
        Optional<Digest> digest = Digest.parse(descriptor.path("digest").asText());
        return digest.isEmpty()
                ? completedFuture(Optional.empty())
                : ports.repositories()
                        .query(target.repository(), new FindBlob(target.generation(), digest.get()))
                        .thenApply(size ->
                                size.map(bytes -> new Layer(digest.get(), bytes, blobs.read(digest.get(), 0, bytes))));
    }

    /** @param size in bytes */
    record Layer(Digest digest, long size, Source<ByteString, NotUsed> bytes) {}

    /**
     * Looks for a file in the layer.
     *
     * @param file what is looked for, for the memory
     * @param wanted tells by the name in the archive whether a file is the one
     */
    CompletionStage<Outcome> find(
            Target target, JsonNode descriptor, Form form, String file, Predicate<String> wanted) {
        return whole(target, descriptor).thenCompose(layer -> {
            if (layer.isEmpty()) {
                return completedFuture(new Outcome.Absent());
            }
            if (layer.get().size() > MAX_LAYER) {
                return completedFuture(new Outcome.Unfit("it is larger than " + (MAX_LAYER >> 20) + " MiB"));
            }
            Key key = new Key(layer.get().digest(), form + " " + file);
            Outcome known = found.getIfPresent(key);
            return known != null
                    ? completedFuture(known)
                    : read(layer.get(), form, wanted).thenApply(outcome -> {
                        found.put(key, outcome);
                        return outcome;
                    });
        });
    }

    private CompletionStage<Outcome> read(Layer layer, Form form, Predicate<String> wanted) {
        return switch (form) {
            case RAW ->
                layer.size() > TarSearch.MAX_FILE
                        ? completedFuture(new Outcome.Unfit("the file is larger than 1 MiB"))
                        : layer.bytes()
                                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
                                .thenApply(bytes -> new Outcome.Found(bytes.compact()));
            case TAR -> search(layer.bytes(), wanted);
            case TAR_GZIP -> search(layer.bytes().via(Compression.gzipDecompress(PIECE)), wanted);
        };
    }

    private CompletionStage<Outcome> search(Source<ByteString, NotUsed> archive, Predicate<String> wanted) {
        TarSearch search = new TarSearch(wanted);
        return archive.takeWhile(search::offer)
                .runWith(Sink.ignore(), materializer)
                .handle((_, failure) -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof ZipException || cause instanceof DataFormatException) {
                        return new Outcome.Unfit("it cannot be unpacked");
                    }
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return search.outcome();
                });
    }
}
