package org.shiplog.e2e.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.shiplog.e2e.node.RegistryHttp;

/** A program that logs somebody in at the provider by itself. */
record CommandLineLogin(NodeProvider provider) {
    private static final String VERIFIER = "v".repeat(43);

    String idToken(String login) {
        var url = URI.create(provider.issuer() + "/auth?response_type=code&scope=openid%20profile%20groups&client_id="
                + NodeProvider.CLIENT + "&redirect_uri="
                + encoded(provider.callback().toString())
                + "&state=s&code_challenge_method=S256&code_challenge=" + challenge());
        var code = Browser.query(new Browser().logIn(url, login)).get("code");
        var answer = RegistryHttp.json(redeem(code));
        assertThat(answer.has("id_token")).as(answer.toString()).isTrue();
        return answer.get("id_token").asText();
    }

    private String redeem(String code) {
        var pair = encoded(NodeProvider.CLIENT) + ":" + encoded(NodeProvider.SECRET);
        var form = "grant_type=authorization_code&code=" + encoded(code) + "&redirect_uri="
                + encoded(provider.callback().toString()) + "&code_verifier=" + VERIFIER;
        var request = HttpRequest.newBuilder(URI.create(provider.issuer() + "/token"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private static String challenge() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
