package org.shiplog.storage.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** An archive in the directory {@code archive} beside the blobs. */
public final class FileArchive implements Archive {
    private final Path directory;
    private final Executor blocking;

    /** @param directory of the blobs */
    public FileArchive(Path directory, Executor blocking) {
        this.directory = directory;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Void> put(String name, byte[] content) {
        List<String> parts = List.of(Archive.requireName(name).split("/"));
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        write(parts.subList(0, parts.size() - 1), parts.getLast(), content);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }

    private void write(List<String> way, String name, byte[] content) throws IOException {
        Path folder = directory.resolve("archive");
        List<Path> folders = new ArrayList<>(List.of(directory, folder));
        for (String part : way) {
            folder = folder.resolve(part);
            folders.add(folder);
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(name + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        for (Path made : folders) {
            try (FileChannel entries = FileChannel.open(made, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }
}
