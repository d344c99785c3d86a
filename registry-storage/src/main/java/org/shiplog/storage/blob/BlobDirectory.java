package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * Where everything lies under the root directory. One file system holds all of it, so that a finished upload can be renamed
 * into its place, and one process at a time uses it.
 *
 * <pre>
 * root
 * ├── blobs
 * │   ├── sha256
 * │   │   ├── 00 … ff            first two characters of the digest
 * │   │   │   └── &lt;64 hex&gt;       a blob, complete and durable once it is here
 * │   └── sha512
 * │       └── 00 … ff
 * │           └── &lt;128 hex&gt;
 * └── uploads
 *     └── &lt;uuid&gt;                 an upload session
 *         ├── session            whom it belongs to, see {@link SessionFolder}
 *         └── data               the bytes that have arrived; their number is the session's offset
 * </pre>
 */
public final class BlobDirectory {
    private static final int FAN_OUT = 256;

    private final Path blobs;
    private final Path uploads;

    private BlobDirectory(Path root) {
        this.blobs = root.resolve("blobs");
        this.uploads = root.resolve("uploads");
    }

    /**
     * Creates what is missing of the tree. All directories are made and synced now rather than when first needed, because a
     * commit is only durable when every directory above the blob is, and a directory that another commit is just making
     * would have to be waited for.
     *
     * @throws BlobStoreException when the directory cannot be used
     */
    public static BlobDirectory open(Path root) {
        return open(root, new LocalDisk());
    }

    static BlobDirectory open(Path root, Disk disk) {
        BlobDirectory directory = new BlobDirectory(root);
        try {
            Files.createDirectories(directory.uploads);
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                directory.createFanOut(algorithm, disk);
            }
            disk.forceDirectory(directory.blobs);
            disk.forceDirectory(root);
            return directory;
        } catch (IOException e) {
            throw BlobStoreException.because("cannot use the blob directory " + root, e);
        }
    }

    private void createFanOut(DigestAlgorithm algorithm, Disk disk) throws IOException {
        Path parent = blobs.resolve(algorithm.id());
        for (int first = 0; first < FAN_OUT; first++) {
            Files.createDirectories(parent.resolve(HexFormat.of().toHexDigits((byte) first)));
        }
        disk.forceDirectory(parent);
    }

    /** Where the blob is, or would be. */
    Path blob(Digest digest) {
        requireStorable(digest);
        String hex = digest.encoded();
        return blobs.resolve(digest.algorithm()).resolve(hex.substring(0, 2)).resolve(hex);
    }

    SessionFolder session(UploadId id) {
        return new SessionFolder(id, uploads.resolve(id.toString()));
    }

    /** The folders of all sessions, half-made ones too. */
    List<SessionFolder> sessions() throws IOException {
        try (Stream<Path> folders = Files.list(uploads)) {
            return folders.flatMap(path -> UploadId.parse(path.getFileName().toString()).stream())
                    .map(this::session)
                    .toList();
        }
    }

    /** Only a digest that can be computed names a file; its characters are then known to be harmless in a path. */
    static DigestAlgorithm requireStorable(Digest digest) {
        return digest.computable()
                .orElseThrow(() -> new IllegalArgumentException("nothing can be stored under " + digest));
    }
}
