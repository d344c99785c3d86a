package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(new SecureRandom());

    @Test
    void recognisesThePasswordAndNoOther() {
        String hash = passwords.hash("pässword");
        assertThat(passwords.matches("pässword", hash)).isTrue();
        assertThat(passwords.matches("password", hash)).isFalse();
        assertThat(passwords.matches("", hash)).isFalse();
    }

    @Test
    void writesItsParametersIntoTheHash() {
        assertThat(passwords.hash("x")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("x")).isNotEqualTo(passwords.hash("x"));
    }

    /** From the reference implementation's tests. */
    @Test
    void readsHashesOfOtherProgramsAndParameters() {
        String reference = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assertThat(passwords.matches("password", reference)).isTrue();
        assertThat(passwords.matches("passwore", reference)).isFalse();
    }

    @Test
    void refusesHashesThatAreNoneOrCostTooMuch() {
        for (String hash : new String[] {
            "",
            "plain",
            "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        }) {
            assertThatThrownBy(() -> passwords.matches("x", hash)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
