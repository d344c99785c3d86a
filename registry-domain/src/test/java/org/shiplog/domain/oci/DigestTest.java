package org.shiplog.domain.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestTest {
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    static Stream<String> wellFormed() {
        return Stream.of(
                "sha256:" + EMPTY_SHA256,
                "sha512:" + "0a".repeat(64),
                "blake3:" + "f".repeat(64),
                "md5:anything",
                "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8",
                "sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564",
                "a.b_c-d+e:A=_-9",
                "x:" + "a".repeat(253));
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                ":",
                "sha256",
                "sha256:",
                ":" + EMPTY_SHA256,
                "sha256:" + EMPTY_SHA256.substring(1),
                "sha256:" + EMPTY_SHA256 + "0",
                "sha256:" + EMPTY_SHA256.toUpperCase(Locale.ROOT),
                "sha256:g" + EMPTY_SHA256.substring(1),
                "SHA256:" + EMPTY_SHA256,
                "sha512:" + EMPTY_SHA256,
                "sha256 :" + EMPTY_SHA256,
                "sha256:" + EMPTY_SHA256 + "\n",
                "sha256:../../etc/passwd",
                "../x:abc",
                "a+:b",
                "+a:b",
                "a++b:c",
                "a:b:c",
                "a:b/c",
                "a:b%c",
                "a:\u0661",
                "x:" + "a".repeat(254),
                "x:" + "a".repeat(1_000_000));
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void readsAndWritesWellFormedDigests(String text) {
        assertThat(Digest.parse(text)).map(Digest::toString).contains(text);
        assertThat(Digest.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void rejectsMalformedDigests(String text) {
        assertThat(Digest.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of(text));
    }

    @Test
    void cannotBeMadeLongerThanItCanBeRead() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("x", "a".repeat(254)));
    }

    @Test
    void computesTheDigestsOfTheSpecification() {
        assertThat(DigestAlgorithm.SHA256.digestOf(new byte[0])).hasToString("sha256:" + EMPTY_SHA256);
        assertThat(DigestAlgorithm.SHA512.digestOf("abc".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }

    @Test
    void knowsWhichAlgorithmsItCanCompute() {
        assertThat(Digest.of("sha256:" + EMPTY_SHA256).computable()).contains(DigestAlgorithm.SHA256);
        assertThat(Digest.of("sha512:" + "0a".repeat(64)).computable()).contains(DigestAlgorithm.SHA512);
        assertThat(Digest.of("blake3:" + "f".repeat(64)).computable()).isEmpty();
        assertThat(Digest.of("md5:anything").computable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:2", "b:1"})
    void ordersByAlgorithmThenByEncodedPart(String greater) {
        Digest least = Digest.of("a:1");

        assertThat(least).isLessThan(Digest.of(greater)).isEqualByComparingTo(Digest.of("a:1"));
    }
}
