package org.shiplog.storage.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A file that is opened by its first read. The locks are there because a stream that ends early closes the file while a
 * read may be running on another thread, or about to open it.
 */
final class RangeReader {
    private final Path file;
    private @Nullable FileChannel channel;
    private boolean closed;

    RangeReader(Path file) {
        this.file = file;
    }

    /** Exactly {@code length} bytes from {@code position}, in an array of their own. */
    synchronized ByteString read(long position, int length) throws IOException {
        if (closed) {
            return ByteString.emptyByteString();
        }
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
        byte[] bytes = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException(file + " ends at " + channel.size() + ", before " + (position + length));
            }
        }
        return ByteString.fromArrayUnsafe(bytes);
    }

    synchronized void close() {
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException nothingWasWritten) {
            channel = null;
        }
    }
}
