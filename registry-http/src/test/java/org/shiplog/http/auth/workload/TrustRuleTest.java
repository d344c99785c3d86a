package org.shiplog.http.auth.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustRuleTest {
    private static final String ISSUER = "https://ci.example";

    @Test
    void saysWhoseWorkloadIsTrusted() {
        assertThat(new TrustRule(ISSUER, "registry", Map.of("repository", "acme/*")).refusals())
                .isEmpty();
        assertThat(new TrustRule(ISSUER, "registry", Map.of()).refusals())
                .extracting(TrustRule.Refusal::expected)
                .containsExactly("at least one that says whose workload it is");
        assertThat(new TrustRule(ISSUER, "registry", Map.of("repository", "**", "ref", "*/*")).refusals())
                .hasSize(1);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThat(new TrustRule("ci", "", Map.of("", "")).refusals())
                .extracting(TrustRule.Refusal::part)
                .containsExactly("issuer", "audience", "claims", "claims", "claims");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "exp", "nbf", "iat"})
    void doesNotRepeatWhatIsCheckedAnyway(String claim) {
        assertThat(new TrustRule(ISSUER, "registry", Map.of(claim, "x")).refusals())
                .hasSize(1);
    }
}
