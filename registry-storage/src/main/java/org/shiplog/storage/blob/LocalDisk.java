package org.shiplog.storage.blob;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file system of the host that can rename atomically and sync a directory, as those of Linux do. */
final class LocalDisk implements Disk {
    // The JDK copies every write through a direct buffer of the same size that the thread then keeps.
    private static final int LARGEST_WRITE = 1 << 20;

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int end = bytes.limit();
        long at = position;
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + LARGEST_WRITE));
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void copy(FileChannel from, FileChannel to) throws IOException {
        long size = from.size();
        to.position(to.size());
        for (long copied = 0; copied < size; ) {
            long more = from.transferTo(copied, size - copied, to);
            if (more == 0) {
                throw new EOFException("a file of " + size + " bytes ended at " + copied);
            }
            copied += more;
        }
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        Files.createLink(name, file);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        channel.force(true);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
