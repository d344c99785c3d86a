package org.shiplog.storage.blob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * The files of one upload session. The session exists when both of its files do: {@code session} is written last and
 * removed first, so that a folder half made or half removed when the process died is no session.
 *
 * <p>{@code session} is UTF-8 text: a line {@code algorithm sha256}, a line {@code started 2026-11-21T09:00:00Z}, and
 * {@code owner } followed by the owner up to the end of the file.
 */
record SessionFolder(UploadId id, Path path) {
    private static final String ALGORITHM = "algorithm ";
    private static final String STARTED = "started ";
    private static final String OWNER = "owner ";
    private static final int LINES = 3;

    /** What a session was begun with. */
    record Facts(String owner, DigestAlgorithm algorithm, Instant started) {}

    Path data() {
        return path.resolve("data");
    }

    private Path session() {
        return path.resolve("session");
    }

    void create(Facts facts) throws IOException {
        Files.createDirectory(path);
        Files.createFile(data());
        Files.writeString(
                session(),
                ALGORITHM + facts.algorithm().id() + "\n" + STARTED + facts.started() + "\n" + OWNER + facts.owner());
    }

    /** Empty when there is no such session, or its folder is half made. */
    Optional<Facts> facts() throws IOException {
        try {
            return length().isPresent() ? parse(Files.readString(session())) : Optional.empty();
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static Optional<Facts> parse(String text) {
        String[] lines = text.split("\n", LINES);
        if (lines.length < LINES
                || !lines[0].startsWith(ALGORITHM)
                || !lines[1].startsWith(STARTED)
                || !lines[2].startsWith(OWNER)) {
            return Optional.empty();
        }
        return DigestAlgorithm.named(lines[0].substring(ALGORITHM.length()))
                .map(algorithm -> new Facts(
                        lines[2].substring(OWNER.length()),
                        algorithm,
                        Instant.parse(lines[1].substring(STARTED.length()))));
    }

    /** How many bytes have arrived; empty when there is no such session. */
    OptionalLong length() throws IOException {
        try {
            return OptionalLong.of(Files.size(data()));
        } catch (NoSuchFileException absent) {
            return OptionalLong.empty();
        }
    }

    /** When bytes last arrived, or when a half-made folder was left; empty when there is nothing. */
    Optional<Instant> lastUsed() throws IOException {
        for (Path file : new Path[] {data(), path}) {
            try {
                return Optional.of(Files.getLastModifiedTime(file).toInstant());
            } catch (NoSuchFileException absent) {
                continue;
            }
        }
        return Optional.empty();
    }

    void remove() throws IOException {
        Files.deleteIfExists(session());
        Files.deleteIfExists(data());
        Files.deleteIfExists(path);
    }
}
