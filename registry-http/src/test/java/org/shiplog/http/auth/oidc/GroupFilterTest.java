package org.shiplog.http.auth.oidc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupFilterTest {
    @Test
    void findsTheExpressionAnywhereInAName() {
        assertThat(filter("team-.*").accepts("/acme/team-a")).isTrue();
        assertThat(filter("^team-").accepts("/acme/team-a")).isFalse();
        assertThat(filter("").accepts("anything")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "*", "a{2,1}"})
    void refusesWhatIsNoExpression(String text) {
        assertThat(GroupFilter.parse(text)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(GroupFilter.parse("a".repeat(256))).isEmpty();
        assertThat(filter("").accepts("a".repeat(256))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*a){20}$", "(.*)*(.*)*(.*)*x"})
    @Timeout(value = 5, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void givesUpOnExpressionsThatTryForEver(String text) {
        assertThat(filter(text).accepts("a".repeat(200) + "!")).isFalse();
    }

    private static GroupFilter filter(String text) {
        return GroupFilter.parse(text).orElseThrow();
    }
}
