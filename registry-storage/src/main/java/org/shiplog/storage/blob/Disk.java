package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The file operations through which bytes are kept, and each of which a medium can refuse. */
interface Disk {
    /** Writes all of the bytes at the position; on failure some of them may have been written. */
    void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException;

    /** Writes all of the file to the end of the other, if possible without the bytes leaving the kernel. */
    void copy(FileChannel from, FileChannel to) throws IOException;

    /** Gives a file a second name, which must be free; fails where the file system has no such thing. */
    void link(Path file, Path name) throws IOException;

    /**
     * Makes the file's bytes durable. After a failure the kernel may have marked the lost pages as clean, so that a
     * second call would report success for bytes that are gone: whoever sees a failure must give the file up.
     */
    void force(FileChannel channel) throws IOException;

    /** Makes the directory's entries durable. */
    void forceDirectory(Path directory) throws IOException;

    /** Renames atomically, replacing what is there. */
    void move(Path from, Path to) throws IOException;
}
