package org.shiplog.http.auth.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerUrlTest {
    @Test
    void findsTheMetadataBelowTheIssuer() {
        assertThat(new IssuerUrl("https://idp.example/realms/a").discovery())
                .isEqualTo(URI.create("https://idp.example/realms/a/.well-known/openid-configuration"));
        assertThat(new IssuerUrl("https://idp.example/").discovery())
                .isEqualTo(URI.create("https://idp.example/.well-known/openid-configuration"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "idp.example",
                "https:idp",
                "https://",
                "https://idp.example/?a=b",
                "https://idp.example/#a",
                "https://user@idp.example/",
                "ftp://idp.example/",
                "HTTPS://idp.example/",
                "https://idp.example/ a"
            })
    void refusesWhatIsNoUrlOfAnIssuer(String text) {
        assertThat(IssuerUrl.parse(text)).isEmpty();
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(IssuerUrl.parse("https://idp.example/" + "a".repeat(1024))).isEmpty();
    }
}
