package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.shiplog.domain.oci.Digest;

/**
 * Makes blobs of segments that are files. All methods block.
 *
 * <p>A single segment becomes a blob without being copied. One that is kept gets the blob's name as a second one: its first name stays
 * until the segment is discarded, so that publishing can be repeated. One that has just been written is renamed. Several segments are
 * joined into a new file, and so is a single one where the file system has no hard links.
 *
 * <p>Order: the data is durable before the blob's name exists, so that a name never stands for lost bytes; the directory is synced
 * before anyone is told. It is synced also when the blob was there, because the one who put it there may not have got that far yet.
 */
final class FilePublisher {
    private final FileBlobStore blobs;
    private final BlobDirectory directory;

    FilePublisher(FileBlobStore blobs) {
        this.blobs = blobs;
        this.directory = blobs.directory();
    }

    /** Segments that are kept. */
    void publish(List<Segment> segments, Digest digest) throws IOException {
        List<Part> parts = partsOf(segments);
        if (!blobs.holds(digest, lengthOf(parts)) && !(parts.size() == 1 && link(parts.getFirst(), digest))) {
            boolean empty = segments.isEmpty();
            UploadId upload = empty
                    ? new UploadId(UUID.randomUUID())
                    : segments.getFirst().key().upload();
            join(parts, upload, digest);
            if (empty) {
                Files.deleteIfExists(directory.upload(upload));
            }
        }
        directory.syncNames(digest);
    }

    /** Segments that are kept, and one that was just written and is no segment any more afterwards. */
    void publish(List<Segment> kept, SegmentFile last, Digest digest) throws IOException {
        List<Part> parts = partsOf(kept);
        if (last.length() > 0) {
            parts.add(new Part(last.path(), last.length()));
        }
        if (blobs.holds(digest, lengthOf(parts))) {
            last.drop();
        } else if (kept.isEmpty() && last.length() > 0) {
            last.force();
            directory.moveTo(digest, last.path());
        } else {
            last.close();
            join(parts, last.upload(), digest);
            last.drop();
        }
        directory.syncNames(digest);
    }

    private record Part(Path file, long length) {}

    private List<Part> partsOf(List<Segment> segments) {
        List<Part> parts = new ArrayList<>();
        segments.forEach(segment -> parts.add(new Part(directory.segment(segment.key()), segment.length())));
        return parts;
    }

    private static long lengthOf(List<Part> parts) {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** False where it cannot be done. */
    private boolean link(Part part, Digest digest) throws IOException {
        try {
            requireLength(part, Files.size(part.file()));
        } catch (NoSuchFileException gone) {
            throw missing(part, gone);
        }
        try {
            directory.linkTo(digest, part.file());
            return true;
        } catch (FileAlreadyExistsException _) {
            // Another node was faster, or what is there is damaged and must be replaced.
            return blobs.holds(digest, part.length());
        } catch (IOException | UnsupportedOperationException noHardLinks) {
            return false;
        }
    }

    private void join(List<Part> parts, UploadId upload, Digest digest) throws IOException {
        Path folder = Files.createDirectories(directory.upload(upload));
        Path whole = folder.resolve("whole-" + UUID.randomUUID());
        try {
            write(parts, whole);
            directory.moveTo(digest, whole);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private void write(List<Part> parts, Path whole) throws IOException {
        try (FileChannel to = FileChannel.open(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long length = 0;
            for (Part part : parts) {
                try (FileChannel from = FileChannel.open(part.file(), StandardOpenOption.READ)) {
                    directory.disk().copy(from, to);
                } catch (NoSuchFileException gone) {
                    throw missing(part, gone);
                }
                requireLength(part, to.size() - length);
                length = to.size();
            }
            directory.disk().force(to);
        }
    }

    private static void requireLength(Part part, long length) throws IOException {
        if (length != part.length()) {
            throw new IOException(part.file() + " is not of " + part.length() + " bytes");
        }
    }

    private static SegmentMissingException missing(Part part, NoSuchFileException gone) {
        return new SegmentMissingException("there is no " + part.file(), gone);
    }
}
