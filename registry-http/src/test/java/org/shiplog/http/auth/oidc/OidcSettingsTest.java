package org.shiplog.http.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.auth.issuer.IssuerUrl;

class OidcSettingsTest {
    private static final IssuerUrl ENDPOINT = new IssuerUrl("https://idp.example");

    @Test
    void acceptsSettingsOfAProvider() {
        assertThat(TestSettings.of(ENDPOINT).refusals()).isEmpty();
        assertThat(TestSettings.withSecret(ENDPOINT, "").refusals()).isEmpty();
        assertThat(TestSettings.withParameters(ENDPOINT, Map.of("prompt", "consent", "hd", "example.org"))
                        .refusals())
                .isEmpty();
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        OidcSettings wrong = new OidcSettings(
                "",
                "idp.example",
                "",
                "x".repeat(1025),
                List.of("profile"),
                true,
                "no certificate",
                "a\nb",
                "x".repeat(256),
                "a\u0000",
                "(",
                false,
                Map.of("state", "mine"),
                false);
        assertThat(wrong.refusals())
                .extracting(OidcSettings.Refusal::setting)
                .containsExactly(
                        "name",
                        "endpoint",
                        "clientId",
                        "clientSecret",
                        "scopes",
                        "certificateAuthority",
                        "userClaim",
                        "groupsClaim",
                        "adminGroup",
                        "groupFilter",
                        "extraRedirectParameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state",
                "nonce",
                "redirect_uri",
                "client_id",
                "response_type",
                "response_mode",
                "scope",
                "code_challenge",
                "code_challenge_method",
                "request",
                "request_uri",
                "a b"
            })
    void refusesToOverrideWhatALoginSays(String parameter) {
        assertThat(TestSettings.withParameters(ENDPOINT, Map.of(parameter, "x")).refusals())
                .hasSize(1);
    }

    @Test
    void keepsTheSecretToItself() {
        assertThat(TestSettings.of(ENDPOINT)).asString().doesNotContain(TestSettings.SECRET);
    }
}
