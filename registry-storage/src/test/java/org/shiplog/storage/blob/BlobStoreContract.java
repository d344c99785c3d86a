package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;

/** What every {@link BlobStore} does. */
abstract class BlobStoreContract extends StorageContract {
    private static final Digest ABSENT = Digest.of("sha256:" + "0".repeat(64));

    @Test
    void knowsNoSizeOfAnAbsentBlob() {
        assertThat(resultOf(medium.blobs().size(ABSENT))).isEmpty();
    }

    @Test
    void failsToReadAnAbsentBlob() {
        assertThatThrownBy(() -> read(ABSENT, 0, 1)).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void readsBackWhatWasStored() {
        byte[] content = randomBytes(5_000_000);

        Digest digest = store(content);

        assertThat(resultOf(medium.blobs().size(digest))).contains(5_000_000L);
        assertThat(stored(digest)).isEqualTo(content);
    }

    @Test
    void readsBackAfterARestart() {
        byte[] content = randomBytes(100_000);
        Digest digest = store(content);

        medium.restart();

        assertThat(stored(digest)).isEqualTo(content);
    }

    @Test
    void storesAnEmptyBlob() {
        Digest digest = store(new byte[0]);

        assertThat(resultOf(medium.blobs().size(digest))).contains(0L);
        assertThat(stored(digest)).isEmpty();
    }

    @Test
    void readsRanges() {
        byte[] content = randomBytes(3_000_000);
        Digest digest = store(content);

        assertThat(read(digest, 0, 1)).isEqualTo(Arrays.copyOfRange(content, 0, 1));
        assertThat(read(digest, 2_999_999, 1)).isEqualTo(Arrays.copyOfRange(content, 2_999_999, 3_000_000));
        assertThat(read(digest, 1_000_000, 1_500_000)).isEqualTo(Arrays.copyOfRange(content, 1_000_000, 2_500_000));
        assertThat(read(digest, 7, 0)).isEmpty();
    }

    @Test
    void failsRatherThanEndEarlyWhenTheBlobIsShorterThanAskedFor() {
        Digest digest = store(randomBytes(2_000_000));

        assertThatThrownBy(() -> read(digest, 1_000_000, 1_000_001)).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void rejectsARangeThatIsNone() {
        Digest digest = store(randomBytes(10));

        assertThatThrownBy(() -> medium.blobs().read(digest, -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> medium.blobs().read(digest, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> medium.blobs().read(digest, Long.MAX_VALUE, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsADigestThatCannotBeComputed() {
        Digest unknown = Digest.of("sha3:abc");

        assertThatThrownBy(() -> medium.blobs().size(unknown)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> medium.blobs().read(unknown, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void servesManyReadersOfOneBlobAtOnce() {
        byte[] content = randomBytes(3_000_000);
        Digest digest = store(content);

        List<CompletionStage<ByteString>> readers = Stream.generate(() -> medium.blobs()
                        .read(digest, 0, content.length)
                        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer()))
                .limit(20)
                .toList();

        assertThat(readers)
                .allSatisfy(reader -> assertThat(resultOf(reader).toArray()).isEqualTo(content));
    }

    @Test
    void letsAReaderLeaveEarly() {
        byte[] content = randomBytes(5_000_000);
        Digest digest = store(content);

        ByteString first =
                resultOf(medium.blobs().read(digest, 0, content.length).runWith(Sink.head(), materializer()));

        assertThat(first.toArray()).isEqualTo(Arrays.copyOf(content, first.length()));
        assertThat(stored(digest)).isEqualTo(content);
    }
}
