package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private final ReadAhead readAhead = new ReadAhead();

    @Test
    void givesFewReadsLargeChunksAndManyReadsSmallOnes() {
        assertThat(chunkWith(1)).isEqualTo(1 << 20);
        assertThat(chunkWith(32)).isEqualTo(1 << 20);
        assertThat(chunkWith(33)).isEqualTo(512 << 10);
        assertThat(chunkWith(100)).isEqualTo(256 << 10);
        assertThat(chunkWith(512)).isEqualTo(64 << 10);
        assertThat(chunkWith(10_000)).isEqualTo(64 << 10);
    }

    private int chunkWith(int reads) {
        IntStream.range(0, reads).forEach(_ -> readAhead.begin());
        int chunk = readAhead.chunk();
        IntStream.range(0, reads).forEach(_ -> readAhead.end());
        return chunk;
    }
}
