package org.shiplog.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryLockTest {
    @TempDir
    Path parent;

    @Test
    void isFreeAgainAfterClosing() {
        Path directory = parent.resolve("data");
        assertThat(DataDirectoryLock.isHeld(directory)).isFalse();
        try (var _ = DataDirectoryLock.acquire(directory)) {
            assertThat(DataDirectoryLock.isHeld(directory)).isTrue();
            assertThatThrownBy(() -> DataDirectoryLock.acquire(directory))
                    .isInstanceOf(DataDirectoryInUseException.class);
            assertThat(DataDirectoryLock.isHeld(directory))
                    .as("a refused attempt leaves it held")
                    .isTrue();
        }
        assertThat(DataDirectoryLock.isHeld(directory)).isFalse();
    }

    @Test
    void seesOneDirectoryBehindTwoNames() throws IOException {
        Path directory = Files.createDirectory(parent.resolve("data"));
        Path alias = Files.createSymbolicLink(parent.resolve("alias"), directory);
        try (var _ = DataDirectoryLock.acquire(directory)) {
            assertThatThrownBy(() -> DataDirectoryLock.acquire(alias)).isInstanceOf(DataDirectoryInUseException.class);
        }
    }

    @Test
    void makesTheDirectoryForItsOwnerOnly() throws IOException {
        Path directory = parent.resolve("deep/data");
        DataDirectoryLock.acquire(directory).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }
}
