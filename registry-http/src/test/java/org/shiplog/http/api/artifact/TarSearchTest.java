package org.shiplog.http.api.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.TarFile;
import org.shiplog.http.api.artifact.TarSearch.Outcome;

class TarSearchTest {
    private static final String WANTED = "chart/values.yaml";

    private static Outcome search(byte[] archive, int piece) {
        TarSearch search = new TarSearch(WANTED::equals);
        for (int from = 0; from < archive.length; from += piece) {
            ByteString next =
                    ByteString.fromArray(Arrays.copyOfRange(archive, from, Math.min(archive.length, from + piece)));
            if (!search.offer(next)) {
                break;
            }
        }
        return search.outcome();
    }

    private static String reason(byte[] archive) {
        return search(archive, 10_000) instanceof Outcome.Unfit(String reason) ? reason : "";
    }

    private static Outcome found(String content) {
        return new Outcome.Found(ByteString.fromString(content));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 100_000})
    void findsTheFileInPiecesOfAnySize(int piece) {
        byte[] archive = new TarFile()
                .entry("chart", '5', new byte[0])
                .file("chart/Chart.yaml", "x".repeat(2_000))
                .file("./" + WANTED, "a: 1\n")
                .file(WANTED, "later")
                .tar();
        assertThat(search(archive, piece)).isEqualTo(found("a: 1\n"));
        assertThat(search(new TarFile().file("chart/other", "").tar(), piece)).isEqualTo(new Outcome.Absent());
        assertThat(search(new TarFile().file(WANTED, "").tar(), piece)).isEqualTo(found(""));
    }

    @Test
    void readsLongNames() {
        byte[] pax = "26 path=chart/values.yaml\n".getBytes(StandardCharsets.UTF_8);
        assertThat(search(
                        new TarFile().entry("pax", 'x', pax).file("short", "p").tar(), 700))
                .isEqualTo(found("p"));
        byte[] name = (WANTED + "\0").getBytes(StandardCharsets.UTF_8);
        assertThat(search(
                        new TarFile()
                                .entry("long", 'L', name)
                                .file("short", "l")
                                .tar(),
                        700))
                .isEqualTo(found("l"));
        assertThat(search(
                        new TarFile()
                                .entry("long", 'L', name)
                                .entry("link", '2', new byte[0])
                                .file("f", "l")
                                .tar(),
                        700))
                .isEqualTo(new Outcome.Absent());
    }

    @Test
    void takesNoLinkForAFile() {
        for (char type : new char[] {'1', '2', '3', '5'}) {
            assertThat(search(new TarFile().entry(WANTED, type, new byte[0]).tar(), 512))
                    .isEqualTo(new Outcome.Absent());
        }
    }

    @Test
    void refusesWhatIsTooMuch() {
        assertThat(reason(new TarFile()
                        .header(WANTED, '0', TarSearch.MAX_FILE + 1)
                        .tar()))
                .contains("1 MiB");
        assertThat(reason(new TarFile().header("pax", 'x', 1 << 20).tar())).contains("name");
        TarFile many = new TarFile();
        for (int i = 0; i <= TarSearch.MAX_ENTRIES; i++) {
            many.file("f", "");
        }
        assertThat(reason(many.tar())).contains("entries");
        byte[] large = new byte[1 << 20];
        TarSearch search = new TarSearch(WANTED::equals);
        search.offer(
                ByteString.fromArray(new TarFile().header("f", '0', 1L << 32).tar()));
        int pieces = 0;
        while (search.offer(ByteString.fromArrayUnsafe(large))) {
            pieces++;
        }
        assertThat(pieces).isEqualTo(63);
        assertThat(search.outcome()).isEqualTo(new Outcome.Unfit("it unpacks to more than 64 MiB"));
    }

    @Test
    void refusesWhatIsNoArchive() {
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        assertThat(reason(noise)).isEqualTo("it is not a tar archive");
        byte[] cut = new TarFile().file("f", "x".repeat(3_000)).tar();
        assertThat(reason(Arrays.copyOf(cut, 1_500))).isEqualTo("it ends in the middle");
        cut[0] = 'g';
        assertThat(reason(cut)).isEqualTo("it is not a tar archive");
        assertThat(search(new byte[0], 1)).isEqualTo(new Outcome.Absent());
    }
}
