package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * Where everything lies under the root directory. One file system holds all of it, so that a finished upload can be
 * renamed into its place.
 *
 * <p>Several processes, on several hosts, may use it at once: directories are made by whoever comes first, every process syncs
 * those that it relies on, whoever made them, and a blob appears, or replaces a damaged one, by renaming a complete file.
 *
 * <pre>
 * root
 * ├── blobs
 * │   ├── sha256
 * │   │   ├── ab                 first two characters of the digest; made when first needed
 * │   │   │   └── &lt;64 hex&gt;       a blob, complete and durable once it is here
 * │   └── sha512
 * │       └── ab
 * │           └── &lt;128 hex&gt;
 * └── uploads
 *     └── &lt;uuid&gt;                 an upload session
 *         ├── &lt;number&gt;           a segment, named by its fence
 *         └── whole-&lt;uuid&gt;       on its way to become a blob
 * </pre>
 */
public final class BlobDirectory {
    private final Path blobs;
    private final Path uploads;
    private final Disk disk;
    // Directories known to survive a loss of power. At most 256 for each algorithm.
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    private BlobDirectory(Path root, Disk disk) {
        this.blobs = root.resolve("blobs");
        this.uploads = root.resolve("uploads");
        this.disk = disk;
    }

    /**
     * Creates what is missing of the two upper levels, and the root itself. Blocks.
     *
     * @throws BlobStoreException when the directory cannot be used
     */
    public static BlobDirectory open(Path root) {
        return open(root, new LocalDisk());
    }

    /**
     * For reading only: makes nothing.
     *
     * @throws BlobStoreException when there never was a store
     */
    public static BlobDirectory existing(Path root) {
        BlobDirectory directory = new BlobDirectory(root, new LocalDisk());
        if (!Files.isDirectory(directory.blobs)) {
            throw new BlobStoreException("there are no blobs in " + root, null, false);
        }
        return directory;
    }

    static BlobDirectory open(Path root, Disk disk) {
        BlobDirectory directory = new BlobDirectory(root, disk);
        try {
            createDurably(root.toAbsolutePath(), disk);
            Files.createDirectories(directory.uploads);
            for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                directory.openBlobs(algorithm);
            }
            disk.forceDirectory(directory.blobs);
            disk.forceDirectory(root);
            return directory;
        } catch (IOException e) {
            throw BlobStoreException.because("cannot use the blob directory " + root, e);
        }
    }

    private static void createDurably(Path path, Disk disk) throws IOException {
        if (!Files.isDirectory(path)) {
            createDurably(parentOf(path), disk);
            Files.createDirectories(path);
            disk.forceDirectory(parentOf(path));
        }
    }

    // A directory may be left of a process that died before it was synced; this sync covers all that are there.
    private void openBlobs(DigestAlgorithm algorithm) throws IOException {
        Path parent = Files.createDirectories(blobs.resolve(algorithm.id()));
        List<Path> found;
        try (Stream<Path> directories = Files.list(parent)) {
            found = directories.toList();
        }
        disk.forceDirectory(parent);
        durable.addAll(found);
    }

    /** Renames a file to the name of the blob that it is. Durable only after {@link #syncNames}. */
    void moveTo(Digest digest, Path file) throws IOException {
        openParent(digest);
        disk.move(file, blob(digest));
    }

    /** Gives a file the name of the blob that it is as a second one. Durable only after {@link #syncNames}. */
    void linkTo(Digest digest, Path file) throws IOException {
        openParent(digest);
        disk.link(file, blob(digest));
    }

    /**
     * A directory that is missing is made and synced before there is a blob in it. Whoever finds it half made does the same, so
     * that no blob is acknowledged while the directory above it can still be lost.
     */
    private void openParent(Digest digest) throws IOException {
        Path parent = parentOf(blob(digest));
        if (!durable.contains(parent)) {
            Files.createDirectories(parent);
            disk.forceDirectory(parentOf(parent));
            durable.add(parent);
        }
    }

    /** Makes the names of the blobs beside this one durable, and its own. */
    void syncNames(Digest digest) throws IOException {
        disk.forceDirectory(parentOf(blob(digest)));
    }

    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "the root of the file system is a directory");
    }

    /** Where the blob is, or would be. */
    Path blob(Digest digest) {
        requireStorable(digest);
        String hex = digest.encoded();
        return blobs.resolve(digest.algorithm()).resolve(hex.substring(0, 2)).resolve(hex);
    }

    /** Where the bytes of an upload are. */
    Path upload(UploadId id) {
        return uploads.resolve(id.toString());
    }

    Path segment(Segment.Key segment) {
        return upload(segment.upload()).resolve(Long.toString(segment.fence()));
    }

    /** Makes the names of an upload's segments durable, and its own; always, because another process may have made them. */
    void syncSegments(UploadId id) throws IOException {
        disk.forceDirectory(upload(id));
        disk.forceDirectory(uploads);
    }

    /** All uploads of which there is anything. */
    List<UploadId> uploads() throws IOException {
        try (Stream<Path> folders = Files.list(uploads)) {
            return folders.map(folder -> uploads.relativize(folder).toString())
                    .flatMap(name -> UploadId.parse(name).stream())
                    .toList();
        }
    }

    Disk disk() {
        return disk;
    }

    /** Only a digest that can be computed names a file; its characters are then known to be harmless in a path. */
    static DigestAlgorithm requireStorable(Digest digest) {
        return digest.computable()
                .orElseThrow(() -> new IllegalArgumentException("nothing can be stored under " + digest));
    }
}
