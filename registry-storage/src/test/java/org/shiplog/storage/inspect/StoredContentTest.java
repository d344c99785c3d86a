package org.shiplog.storage.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.BlobDirectory;
import org.shiplog.storage.blob.BlobStoreException;
import org.shiplog.storage.blob.FileBlobStore;
import org.shiplog.storage.manifest.ManifestStore;
import org.shiplog.storage.manifest.ManifestStoreException;

class StoredContentTest {
    private static final int SIZE = 3_000_000;

    @TempDir
    private Path root;

    private final Map<Digest, ByteString> manifests = new ConcurrentHashMap<>();
    private ActorSystem system;
    private StoredContent content;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(root.resolve("blobs"));
        system = ActorSystem.create("content");
        content = new StoredContent(
                new FileBlobStore(BlobDirectory.existing(root), system), new ManifestsInMemory(), system);
    }

    @AfterEach
    void close() {
        system.terminate();
    }

    private final class ManifestsInMemory implements ManifestStore {
        @Override
        public CompletionStage<Void> put(Digest digest, ByteString bytes) {
            manifests.put(digest, bytes);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Optional<ByteString>> get(Digest digest) {
            return digest.algorithm().equals("sha512")
                    ? CompletableFuture.failedStage(new ManifestStoreException("no database", null))
                    : CompletableFuture.completedStage(Optional.ofNullable(manifests.get(digest)));
        }
    }

    private Path file(Digest digest) {
        return root.resolve("blobs")
                .resolve(digest.algorithm())
                .resolve(digest.encoded().substring(0, 2))
                .resolve(digest.encoded());
    }

    private Optional<Fault> blob(Digest digest) {
        return content.faultOfBlob(digest, SIZE).toCompletableFuture().join();
    }

    private Optional<Fault> manifest(Digest digest, long size) {
        return content.faultOfManifest(digest, size).toCompletableFuture().join();
    }

    @Test
    void findsBlobsThatAreMissingCutOrChanged() throws IOException {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) 7);
        Digest digest = DigestAlgorithm.SHA512.digestOf(bytes);
        Path file = file(digest);
        assertThat(blob(digest)).contains(new Fault.Missing());

        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        assertThat(blob(digest)).isEmpty();

        bytes[SIZE - 1]++;
        Files.write(file, bytes);
        assertThat(blob(digest)).contains(new Fault.WrongDigest(DigestAlgorithm.SHA512.digestOf(bytes)));

        Files.write(file, new byte[10]);
        assertThat(blob(digest)).contains(new Fault.WrongSize(10));

        Files.delete(file);
        Files.createDirectories(file.resolve("x"));
        assertThat(blob(digest)).isPresent();
    }

    @Test
    void findsManifestsThatAreMissingOrChanged() {
        Digest digest = DigestAlgorithm.SHA256.digestOf(new byte[] {1, 2, 3});
        assertThat(manifest(digest, 3)).contains(new Fault.Missing());
        manifests.put(digest, ByteString.fromArray(new byte[] {1, 2, 3}));
        assertThat(manifest(digest, 3)).isEmpty();
        assertThat(manifest(digest, 4)).contains(new Fault.WrongSize(3));
        manifests.put(digest, ByteString.fromArray(new byte[] {1, 2, 4}));
        assertThat(manifest(digest, 3))
                .contains(new Fault.WrongDigest(DigestAlgorithm.SHA256.digestOf(new byte[] {1, 2, 4})));
    }

    @Test
    void saysWhatCouldNotBeRead() {
        assertThat(manifest(DigestAlgorithm.SHA512.digestOf(new byte[0]), 3))
                .contains(new Fault.Unreadable("no database"));
        assertThat(blob(Digest.of("sha3:abc"))).get().isInstanceOf(Fault.Unreadable.class);
    }

    @Test
    void makesNoStoreWhereThereIsNone(@TempDir Path nothing) throws IOException {
        assertThatThrownBy(() -> BlobDirectory.existing(nothing))
                .isInstanceOf(BlobStoreException.class)
                .hasMessageContaining("no blobs");
        try (var files = Files.list(nothing)) {
            assertThat(files).isEmpty();
        }
    }
}
