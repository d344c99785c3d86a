package org.shiplog.http.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.TestClock;
import org.shiplog.http.auth.oidc.LoginStates.Begun;

class LoginStatesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final LocalPath TARGET = new LocalPath("/projects/1?a=b");

    private final TestClock clock = new TestClock();
    private final SecretKeySpec key = key();
    private final LoginStates states = new LoginStates(key, RANDOM, clock);

    @Test
    void endsOnAnyNodeWhatBeganOnAnother() {
        Begun begun = states.begin(TARGET);
        LoginStates elsewhere = new LoginStates(key, RANDOM, clock);
        assertThat(elsewhere.finish(begun.cookie(), begun.login().state())).contains(begun.login());
        assertThat(begun.login().target()).isEqualTo(TARGET);
    }

    @Test
    void guessesAtNothing() {
        Begun one = states.begin(TARGET);
        Begun two = states.begin(TARGET);
        assertThat(new String[] {
                    one.login().state(),
                    one.login().nonce(),
                    one.login().verifier(),
                    two.login().state(),
                    two.login().nonce(),
                    two.login().verifier()
                })
                .doesNotHaveDuplicates()
                .allSatisfy(text -> assertThat(text).hasSize(43));
        assertThat(one.cookie()).doesNotContain(one.login().state());
    }

    @Test
    void endsOnlyInTheBrowserInWhichItBegan() {
        Begun mine = states.begin(TARGET);
        Begun theirs = states.begin(TARGET);
        assertThat(states.finish(mine.cookie(), theirs.login().state())).isEmpty();
        assertThat(states.finish(mine.cookie(), "")).isEmpty();
    }

    @Test
    void endsWithinTenMinutes() {
        Begun begun = states.begin(TARGET);
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        assertThat(states.finish(begun.cookie(), begun.login().state())).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(states.finish(begun.cookie(), begun.login().state())).isEmpty();
    }

    @Test
    void refusesCookiesOfOthers() {
        Begun begun = new LoginStates(key(), RANDOM, clock).begin(TARGET);
        assertThat(states.finish(begun.cookie(), begun.login().state())).isEmpty();
    }

    @Test
    void refusesCookiesThatWereChanged() {
        Begun begun = states.begin(TARGET);
        String state = begun.login().state();
        String cookie = begun.cookie();
        assertThat(IntStream.range(0, cookie.length() - 1)
                        .mapToObj(index -> cookie.substring(0, index)
                                + (cookie.charAt(index) == 'A' ? 'B' : 'A')
                                + cookie.substring(index + 1)))
                .allSatisfy(changed -> assertThat(states.finish(changed, state)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "????", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesWhatIsNoCookie(String cookie) {
        assertThat(states.finish(cookie, "state")).isEmpty();
        assertThat(states.finish("A".repeat(100_000), "state")).isEmpty();
    }

    @Test
    void fitsIntoACookie() {
        assertThat(states.begin(new LocalPath("/" + "a".repeat(1023))).cookie()).hasSizeLessThan(2048);
    }

    @Test
    void demandsALongKey() {
        assertThatThrownBy(() -> new LoginStates(new SecretKeySpec(new byte[16], "AES"), RANDOM, clock))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsNoSecrets() {
        Begun begun = states.begin(TARGET);
        assertThat(begun).asString().isEqualTo("a login to " + TARGET);
    }

    private static SecretKeySpec key() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }
}
