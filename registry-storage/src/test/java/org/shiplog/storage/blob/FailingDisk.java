package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A local disk that fails where and as often as it was told to, and remembers the order in which it was used. */
final class FailingDisk implements Disk {
    enum Operation {
        WRITE,
        COPY,
        LINK,
        FORCE,
        FORCE_DIRECTORY,
        MOVE
    }

    private final Disk local = new LocalDisk();
    private final Map<Operation, String> failures = new EnumMap<>(Operation.class);
    private final List<Operation> used = new CopyOnWriteArrayList<>();

    synchronized void fail(Operation operation, String message) {
        failures.put(operation, message);
    }

    synchronized void repair() {
        failures.clear();
    }

    /** The operations so far, failed ones too. */
    List<Operation> used() {
        return List.copyOf(used);
    }

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int half = bytes.remaining() / 2;
        if (fails(Operation.WRITE)) {
            local.write(channel, bytes.slice(0, half), position);
        }
        use(Operation.WRITE);
        local.write(channel, bytes, position);
    }

    @Override
    public void copy(FileChannel from, FileChannel to) throws IOException {
        use(Operation.COPY);
        local.copy(from, to);
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        use(Operation.LINK);
        local.link(file, name);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        use(Operation.FORCE);
        local.force(channel);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        use(Operation.FORCE_DIRECTORY);
        local.forceDirectory(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        use(Operation.MOVE);
        local.move(from, to);
    }

    private synchronized boolean fails(Operation operation) {
        return failures.containsKey(operation);
    }

    private synchronized void use(Operation operation) throws IOException {
        used.add(operation);
        String failure = failures.get(operation);
        if (failure != null) {
            throw new IOException(failure);
        }
    }
}
