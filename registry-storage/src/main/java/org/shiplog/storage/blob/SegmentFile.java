package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A segment's file while it is being written. It is made when the first bytes come. All methods block. */
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
            Path file = directory.segment(segment);
            Files.createDirectories(directory.upload(segment.upload()));
            opened = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = opened;
        }
        return opened;
    }

    /** Closes the file and makes it durable, with its name and the names above it. Without bytes there is no file. */
    void keep() throws IOException {
        FileChannel written = channel;
        if (written == null) {
            return;
        }
        // Closed before it counts: a network file system reports a full medium only then.
        try (written) {
            directory.disk().force(written);
        }
        directory.syncSegments(segment.upload());
    }

    /** Removes the file. */
    void drop() throws IOException {
        FileChannel written = channel;
        if (written != null) {
            try (written) {
                Files.deleteIfExists(directory.segment(segment));
            }
        }
    }
}
