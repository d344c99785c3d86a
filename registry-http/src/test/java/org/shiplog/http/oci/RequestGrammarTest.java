package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** What headers and query parameters mean. */
class RequestGrammarTest {
    private static final Digest DIGEST = DigestAlgorithm.SHA256.digestOf(new byte[0]);

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=5-, 5, 99",
        "bytes=-5, 95, 99",
        "bytes=-500, 0, 99",
        "bytes=90-1000, 90, 99",
        "bytes=90-99999999999999999999999999, 90, 99",
        "BYTES=1-2, 1, 2",
        "bytes=0001-0002, 1, 2",
    })
    void readsSingleRanges(String header, long first, long last) {
        assertThat(ByteRange.parse(Optional.of(header), 100)).isEqualTo(new ByteRange.Slice(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9-8", "bytes=99999999999999999999-"})
    void findsNothingInRangesOutside(String header) {
        assertThat(ByteRange.parse(Optional.of(header), 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=-", "bytes=a-b", "rows=1-2", "bytes 1-2", "bytes=1", ""})
    void ignoresRangesThatAreSeveralOrNoRanges(String header) {
        assertThat(ByteRange.parse(Optional.of(header), 100)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void findsNoRangeInEmptyContent() {
        assertThat(ByteRange.parse(Optional.of("bytes=0-"), 0)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.parse(Optional.of("bytes=-1"), 0)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.parse(Optional.empty(), 0)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void readsContentRangesOfChunks() {
        assertThat(ContentRange.parse(Optional.empty())).isEqualTo(new ContentRange.Absent());
        assertThat(ContentRange.parse(Optional.of("0-0"))).isEqualTo(new ContentRange.Span(0, 0));
        assertThat(new ContentRange.Span(5, 9).length()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 0-9/10",
                "bytes=0-9",
                "0-9/10",
                "9-8",
                "-1",
                "0-",
                "",
                "a-b",
                "0-99999999999999999999",
                "0--1"
            })
    void refusesOtherContentRanges(String header) {
        assertThat(ContentRange.parse(Optional.of(header))).isEqualTo(new ContentRange.Malformed());
    }

    @ParameterizedTest
    @CsvSource({"n=0, 0", "n=7, 7", "n=1000, 1000", "n=1001, 1000", "n=1000000000, 1000", "n=2147483647, 1000"})
    void clampsTheNumberOfResults(String query, int limit) {
        assertThat(Pagination.of(QueryParameters.parse(query)).orElseThrow().limit())
                .isEqualTo(OptionalInt.of(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n=-1", "n=", "n=ten", "n=1.5", "n=+1", "n=2147483648", "n=99999999999999999999", "n=%00"})
    void refusesWhatIsNoNumberOfResults(String query) {
        assertThat(Pagination.of(QueryParameters.parse(query))).isEmpty();
    }

    @Test
    void keepsPlusSignsAndRepeatedParameters() {
        QueryParameters parameters = QueryParameters.parse("a=x+json&a=y%2Bjson&b&=c&a=%zz");

        assertThat(parameters.all("a")).containsExactly("x+json", "y+json", "%zz");
        assertThat(parameters.first("b")).contains("");
        assertThat(parameters.first("c")).isEmpty();
    }

    @Test
    void encodesWhatItDecodes() {
        String text = "application/x+json; ä=1&\"";

        assertThat(PercentEncoding.encode(text)).isEqualTo("application%2Fx%2Bjson%3B%20%C3%A4%3D1%26%22");
        assertThat(PercentEncoding.decode(PercentEncoding.encode(text))).isEqualTo(text);
    }

    @Test
    void recognisesContentInConditions() {
        String tag = EntityTags.of(DIGEST);

        assertThat(EntityTags.anyMatches(Optional.of(tag), DIGEST)).isTrue();
        assertThat(EntityTags.anyMatches(Optional.of(DIGEST.toString()), DIGEST))
                .isTrue();
        assertThat(EntityTags.anyMatches(Optional.of("\"x\", W/" + tag), DIGEST))
                .isTrue();
        assertThat(EntityTags.anyMatches(Optional.of("*"), DIGEST)).isTrue();
        assertThat(EntityTags.anyMatches(Optional.of("\"x\""), DIGEST)).isFalse();
        assertThat(EntityTags.anyMatches(Optional.empty(), DIGEST)).isFalse();
        assertThat(EntityTags.rangeApplies(Optional.of(tag), DIGEST)).isTrue();
        assertThat(EntityTags.rangeApplies(Optional.of("W/" + tag), DIGEST)).isFalse();
        assertThat(EntityTags.rangeApplies(Optional.of("Wed, 21 Oct 2015 07:28:00 GMT"), DIGEST))
                .isFalse();
    }
}
