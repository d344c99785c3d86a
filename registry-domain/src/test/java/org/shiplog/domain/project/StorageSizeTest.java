package org.shiplog.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorageSizeTest {
    @Test
    void writesBytesForPeople() {
        assertThat(StorageSize.text(0)).isEqualTo("0 B");
        assertThat(StorageSize.text(1_023)).isEqualTo("1023 B");
        assertThat(StorageSize.text(1_024)).isEqualTo("1.0 KiB");
        assertThat(StorageSize.text(535_508_582)).isEqualTo("510.7 MiB");
        assertThat(StorageSize.text(10L << 30)).isEqualTo("10.0 GiB");
        assertThat(StorageSize.text(1L << 50)).isEqualTo("1.0 PiB");
    }
}
