package org.shiplog.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileArchiveTest {
    private static void put(Path directory, String name, int content) {
        new FileArchive(directory, Runnable::run)
                .put(name, new byte[] {(byte) content})
                .toCompletableFuture()
                .join();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFileIsThereWholeOrNotAtAll(@TempDir Path directory) throws IOException {
        put(directory, "audit/2026-11/1.jsonl.gz", 1);
        put(directory, "audit/2026-11/1.jsonl.gz", 2);
        assertThat(files(directory)).containsExactly("archive/audit/2026-11/1.jsonl.gz");
        assertThat(Files.readAllBytes(directory.resolve("archive/audit/2026-11/1.jsonl.gz")))
                .containsExactly(2);
    }

    @Test
    void failsWhereNothingCanBeWritten(@TempDir Path directory) throws IOException {
        Files.createFile(directory.resolve("archive"));
        assertThatThrownBy(() -> put(directory, "audit/1", 1)).isInstanceOf(CompletionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../audit", "audit/..", "/audit", "audit//1", "Audit", "audit/1/2/3/4", "a\u0000b"})
    void namesLeadNowhereElse(String name, @TempDir Path directory) {
        assertThatThrownBy(() -> put(directory, name, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
