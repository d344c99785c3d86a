package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A segment's file while it is being written. It is made when the first bytes come. Without bytes there is none. All methods block. */
final class SegmentFile {
    private final BlobDirectory directory;
    private final Segment.Key segment;
    private @Nullable FileChannel channel;
    private long length;

    SegmentFile(BlobDirectory directory, Segment.Key segment) {
        this.directory = directory;
        this.segment = segment;
    }

    long length() {
        return length;
    }

    void append(byte[] bytes) throws IOException {
        directory.disk().write(open(), ByteBuffer.wrap(bytes), length);
        length += bytes.length;
    }

    private FileChannel open() throws IOException {
        FileChannel opened = channel;
        if (opened == null) {
            Files.createDirectories(directory.upload(segment.upload()));
            opened = FileChannel.open(path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = opened;
        }
        return opened;
    }

    UploadId upload() {
        return segment.upload();
    }

    Path path() {
        return directory.segment(segment);
    }

    /** Closes the file and makes it durable, with its name and the names above it. */
    void keep() throws IOException {
        force();
        if (length > 0) {
            directory.syncSegments(segment.upload());
        }
    }

    /** Closes the file and makes its bytes durable, but not its name. */
    void force() throws IOException {
        FileChannel written = channel;
        if (written != null) {
            // Closed before it counts: a network file system reports a full medium only then.
            try (written) {
                directory.disk().force(written);
            }
        }
    }

    /** Closes the file; a loss of power may take its bytes. */
    void close() throws IOException {
        FileChannel written = channel;
        if (written != null) {
            written.close();
        }
    }

    /** Removes the file. */
    void drop() throws IOException {
        FileChannel written = channel;
        if (written != null) {
            try (written) {
                Files.deleteIfExists(path());
            }
        }
    }
}
