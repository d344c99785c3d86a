package org.shiplog.http.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/projects",
                "/projects/",
                "/a/b?c=d&e=http://x//y#f",
                "/a#/b/c",
                "/a%20b",
                "/?a",
                "/@evil.example"
            })
    void acceptsPathsOfThisHost(String text) {
        assertThat(LocalPath.parse(text)).contains(new LocalPath(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "http://evil.example",
                "https:/evil.example",
                "javascript:alert(1)",
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "\\/evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "\t//evil.example",
                " //evil.example",
                "/a\r\nSet-Cookie: a=b",
                "/a b",
                "/.//evil.example",
                "/a//b",
                "/a?b\\c",
                "/\u0000",
                "/\u007f",
                "/\u3002evil.example",
                "?a",
                "#a"
            })
    void refusesWhatABrowserMayTakeForAnotherHost(String text) {
        assertThat(LocalPath.parse(text)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(LocalPath.parse("/" + "a".repeat(1023))).isPresent();
        assertThat(LocalPath.parse("/" + "a".repeat(1024))).isEmpty();
    }
}
