package org.shiplog.http.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final Claims CLAIMS = claims("""
        {"text":"a","empty":"","number":7,"true":true,"yes":"true","null":null,"list":["a",1,"",["b"],"c"],\
        "time":1.9,"never":1e300,"before":-1}\
        """);

    @Test
    void readsTexts() {
        assertThat(CLAIMS.text("text")).contains("a");
        assertThat(CLAIMS.text("empty")).isEmpty();
        assertThat(CLAIMS.text("number")).isEmpty();
        assertThat(CLAIMS.text("list")).isEmpty();
        assertThat(CLAIMS.text("absent")).isEmpty();
    }

    @Test
    void readsOneTextAndAListOfTextsAlike() {
        assertThat(CLAIMS.texts("text")).containsExactly("a");
        assertThat(CLAIMS.texts("list")).containsExactly("a", "c");
        assertThat(CLAIMS.texts("number")).isEmpty();
        assertThat(CLAIMS.texts("null")).isEmpty();
    }

    @Test
    void readsScalarsAsJsonWritesThem() {
        assertThat(CLAIMS.scalar("text")).contains("a");
        assertThat(CLAIMS.scalar("number")).contains("7");
        assertThat(CLAIMS.scalar("true")).contains("true");
        assertThat(CLAIMS.scalar("list")).isEmpty();
        assertThat(CLAIMS.scalar("null")).isEmpty();
        assertThat(CLAIMS.isTrue("true")).isTrue();
        assertThat(CLAIMS.isTrue("yes")).isTrue();
        assertThat(CLAIMS.isTrue("number")).isFalse();
    }

    @Test
    void readsTimes() {
        assertThat(CLAIMS.instant("time")).contains(Instant.ofEpochSecond(1));
        assertThat(CLAIMS.instant("never")).isEmpty();
        assertThat(CLAIMS.instant("before")).isEmpty();
        assertThat(CLAIMS.instant("text")).isEmpty();
    }

    @Test
    void takesWhatIsMissingFromOthers() {
        Claims both = claims("{\"a\":1}").orElse(claims("{\"a\":2,\"b\":3}"));
        assertThat(both.scalar("a")).contains("1");
        assertThat(both.scalar("b")).contains("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}"})
    void refusesWhatIsNoObjectOrSaysSomethingTwice(String json) {
        assertThat(parse(json)).isEmpty();
    }

    @Test
    void refusesWhatIsTooDeep() {
        assertThat(parse("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}")).isEmpty();
    }

    private static Claims claims(String json) {
        return parse(json).orElseThrow();
    }

    private static Optional<Claims> parse(String json) {
        return Claims.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
