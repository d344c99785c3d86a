package org.shiplog.http.auth.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimPatternTest {
    @ParameterizedTest
    @CsvSource({
        "acme/app, acme/app, true",
        "acme/app, acme/apps, false",
        "acme/app, ACME/app, false",
        "acme/app, evil/acme/app, false",
        "acme/*, acme/app, true",
        "acme/*, acme/, true",
        "acme/*, acme/app/sub, false",
        "acme/*, acme, false",
        "acme/**, acme/app/sub, true",
        "acme*/app, acme-evil/app, true",
        "*, a-b.c, true",
        "*, a/b, false",
        "*, a:b, false",
        "**, a/b:c, true",
        "refs/heads/release-*, refs/heads/release-1.2, true",
        "refs/heads/release-*, refs/heads/release-1/evil, false",
        "refs/heads/*, refs/pull/1/merge, false",
        "repo:acme/*:environment:prod, repo:acme/app:environment:prod, true",
        "repo:acme/*:environment:prod, repo:acme/app:ref:x:environment:prod, false",
        "repo:acme/app:**, repo:acme/app:ref:refs/heads/main, true",
        "repo:acme/app:**, repo:acme/app2:ref:refs/heads/main, false",
        "*a*b, xaybxb, true",
        "*a*b, xayb/b, false",
        "a.c, abc, false",
        "[a], a, false"
    })
    void matchesWholeValues(String pattern, String text, boolean matches) {
        assertThat(new ClaimPattern(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void takesNoLongerForPatternsOfManyStars() {
        ClaimPattern pattern = new ClaimPattern("a*".repeat(100) + "b");
        assertThat(pattern.matches("a".repeat(1024))).isFalse();
        assertThat(new ClaimPattern("**").matches("a".repeat(1025))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "***", "a***b", "a\nb", "ä"})
    void refusesWhatIsNoPattern(String text) {
        assertThat(ClaimPattern.parse(text)).isEmpty();
        assertThat(ClaimPattern.parse("a".repeat(256))).isEmpty();
    }

    @Test
    void knowsPatternsThatSayNothing() {
        assertThat(new ClaimPattern("**").isSpecific()).isFalse();
        assertThat(new ClaimPattern("*/*:*").isSpecific()).isFalse();
        assertThat(new ClaimPattern("acme/*").isSpecific()).isTrue();
    }
}
