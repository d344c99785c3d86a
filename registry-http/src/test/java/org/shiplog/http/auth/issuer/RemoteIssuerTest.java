package org.shiplog.http.auth.issuer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.DISCOVERY;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.KEY;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.KEYS;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.OTHER_KEY;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.encode;
import static org.shiplog.http.auth.issuer.LoopbackIssuer.sign;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.TestClock;
import org.shiplog.http.auth.issuer.Verification.Forged;
import org.shiplog.http.auth.issuer.Verification.Genuine;
import org.shiplog.http.auth.issuer.Verification.Unknown;
import org.shiplog.http.outbound.Loopback;

class RemoteIssuerTest {
    private final TestClock clock = new TestClock();
    private final LoopbackIssuer server = new LoopbackIssuer();
    private final RemoteIssuer issuer = issuer(server.url());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void acceptsWhatTheIssuerSigned() {
        assertThat(verify(sign(claims())))
                .isInstanceOfSatisfying(
                        Genuine.class,
                        genuine -> assertThat(genuine.claims().text("sub")).contains("alice"));
        assertThat(verify(sign("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims(), KEY)))
                .as("without the id of a key")
                .isInstanceOf(Genuine.class);
        assertThat(server.requests(KEYS)).hasSize(1);
    }

    @Test
    void refusesTokensWithoutSignature() {
        assertForged(encode("{\"alg\":\"none\"}") + "." + encode(claims()) + ".");
        assertForged(encode("{\"alg\":\"RS256\",\"kid\":\"one\"}") + "." + encode(claims()) + ".");
        assertForged(encode("{\"alg\":\"RS256\",\"kid\":\"one\"}") + "." + encode(claims()) + "." + "A".repeat(342));
    }

    @Test
    void refusesThePublicKeyAsASharedSecret() throws GeneralSecurityException, JOSEException {
        String signed = encode("{\"alg\":\"HS256\",\"kid\":\"one\"}") + "." + encode(claims());
        for (byte[] secret : new byte[][] {
            KEY.toRSAPublicKey().getEncoded(), KEY.toPublicJWK().toJSONString().getBytes(US_ASCII)
        }) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(US_ASCII));
            assertForged(signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        }
    }

    @Test
    void refusesKeysThatTheTokenBrings() {
        for (String extra : new String[] {
            "\"jwk\":" + OTHER_KEY.toPublicJWK().toJSONString(),
            "\"jku\":\"" + server.url() + "/evil\"",
            "\"x5u\":\"" + server.url() + "/evil\"",
            "\"x5c\":[\"AAAA\"]"
        }) {
            assertForged(sign("{\"alg\":\"RS256\",\"kid\":\"one\"," + extra + "}", claims(), OTHER_KEY));
            assertForged(sign("{\"alg\":\"RS256\"," + extra + "}", claims(), OTHER_KEY));
        }
        assertThat(server.requests("/evil")).isEmpty();
    }

    @Test
    void ignoresThePlaceOfAKeyThatTheIssuerNamesItself() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"one\",\"jku\":\"" + server.url() + "/evil\"}";
        assertThat(verify(sign(header, claims(), KEY))).isInstanceOf(Genuine.class);
        assertThat(server.requests("/evil")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "../../../dev/null", "' OR 1=1 --"})
    void refusesKeysThatTheIssuerDoesNotHave(String kid) {
        assertForged(sign("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", claims(), OTHER_KEY));
        assertForged(sign("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", claims(), KEY));
    }

    @Test
    void asksForKeysAgainWhenOneIsUnknownButNotForEveryToken() {
        assertThat(verify(sign(claims()))).isInstanceOf(Genuine.class);
        server.publish(KEY, OTHER_KEY);
        String rotated = sign("{\"alg\":\"RS256\",\"kid\":\"two\"}", claims(), OTHER_KEY);
        assertForged(rotated);
        clock.advance(Duration.ofSeconds(10));
        assertThat(verify(rotated)).isInstanceOf(Genuine.class);
        for (int count = 0; count < 20; count++) {
            assertForged(sign("{\"alg\":\"RS256\",\"kid\":\"" + count + "\"}", claims(), OTHER_KEY));
        }
        assertThat(server.requests(KEYS)).hasSize(2);
    }

    @Test
    void forgetsKeysThatTheIssuerTookBack() {
        assertThat(verify(sign(claims()))).isInstanceOf(Genuine.class);
        server.publish(OTHER_KEY);
        clock.advance(Duration.ofMinutes(11));
        assertThat(verify(sign("{\"alg\":\"RS256\",\"kid\":\"two\"}", claims(), OTHER_KEY)))
                .isInstanceOf(Genuine.class);
        assertForged(sign(claims()));
    }

    @Test
    void refusesHeadersThatChangeHowATokenIsRead() {
        for (String header : new String[] {
            "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"exp\"]}",
            "{\"alg\":\"RS256\",\"kid\":\"one\",\"b64\":false,\"crit\":[\"b64\"]}",
            "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"one\"}",
            "{\"alg\":\"RS512\",\"kid\":\"one\"}",
            "{\"alg\":\"ES256\",\"kid\":\"one\"}",
            "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"at+jwt\"}",
            "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"logout+jwt\"}",
            "{\"alg\":\"RS256\",\"kid\":[\"one\"]}",
            "[]"
        }) {
            assertForged(sign(header, claims(), KEY));
        }
    }

    @Test
    void refusesTokensOfOtherIssuersAndClaimsSaidTwice() {
        assertForged(sign(claims().replace(server.url().value(), "https://other.example")));
        assertForged(sign(claims().replace(server.url().value(), server.url() + "/")));
        assertForged(sign(claims().replace("\"sub\":\"alice\"", "\"sub\":\"alice\",\"sub\":\"admin\"")));
    }

    @Test
    void refusesTokensBeforeAndAfterTheirTimeButForgivesClocksThatDiffer() {
        long now = clock.instant().getEpochSecond();
        assertThat(verify(sign(claims(now + 60, now + 300)))).isInstanceOf(Genuine.class);
        assertForged(sign(claims(now + 61, now + 300)));
        assertThat(verify(sign(claims(now, now - 59)))).isInstanceOf(Genuine.class);
        assertForged(sign(claims(now, now - 60)));
        assertForged(sign(claims().replace("\"nbf\"", "\"iat\":" + (now + 61) + ",\"nbf\"")));
        assertForged(sign(claims().replace("\"nbf\":" + now, "\"nbf\":\"" + now + "\"")));
        assertForged(sign(claims().replace("\"exp\"", "\"expires\"")));
        assertForged(sign(claims().replace("\"exp\":" + (now + 300), "\"exp\":\"" + (now + 300) + "\"")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c.d", "????.????.????", "e30.e30.e30", "e30.e30."})
    void refusesWhatIsNoToken(String token) {
        assertThat(SignedToken.parse(token)).isEmpty();
    }

    @Test
    void refusesTokensThatAreTooLong() {
        assertThat(SignedToken.parse(sign(claims("x".repeat(40 * 1024))))).isPresent();
        assertThat(SignedToken.parse(sign(claims("x".repeat(50 * 1024))))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"issuer\":1}", "<html>", "{\"issuer\":\"https://other.example\"}"})
    void knowsNothingOfAnIssuerWithBrokenMetadata(String metadata) {
        server.answer(DISCOVERY, metadata);
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
        assertThat(issuer.answers().toCompletableFuture().join()).isFalse();
        assertThat(server.requests(KEYS)).isEmpty();
    }

    @Test
    void knowsNothingOfAnIssuerWhoseMetadataIsThatOfAnother() {
        server.answer(
                DISCOVERY,
                server.metadata().replace("\"issuer\":\"" + server.url(), "\"issuer\":\"https://other.example"));
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
        RemoteIssuer slashed = issuer(new IssuerUrl(server.url() + "/"));
        assertThat(slashed.metadata().toCompletableFuture().join()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\"}]}", "{\"keys\":\"all\"}"})
    void knowsNothingOfAnIssuerWithBrokenKeys(String keys) {
        server.answer(KEYS, keys);
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
    }

    @Test
    void looksNowhereElseForMetadataAndKeys() {
        server.answer(DISCOVERY, 302, "");
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
        server.answer(DISCOVERY, server.metadata().replace(server.url() + KEYS, "http://169.254.169.254/keys"));
        clock.advance(Duration.ofSeconds(10));
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
        assertThat(server.requests(KEYS)).isEmpty();
    }

    @Test
    void doesNotVerifyWithSharedSecretsOrPrivateKeys() throws JOSEException {
        server.answer(KEYS, "{\"keys\":[" + KEY.toJSONString() + "]}");
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
        clock.advance(Duration.ofSeconds(10));
        server.answer(
                KEYS,
                "{\"keys\":["
                        + new OctetSequenceKey.Builder(new byte[32])
                                .keyID("one")
                                .build()
                                .toJSONString() + "]}");
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
    }

    @Test
    void outlivesAnIssuerThatIsAwayForAWhile() {
        assertThat(verify(sign(claims()))).isInstanceOf(Genuine.class);
        server.answer(DISCOVERY, 503, "");
        server.answer(KEYS, 503, "");
        clock.advance(Duration.ofMinutes(30));
        assertThat(verify(sign(claims()))).isInstanceOf(Genuine.class);
        clock.advance(Duration.ofMinutes(30));
        assertThat(verify(sign(claims()))).isInstanceOf(Unknown.class);
    }

    private RemoteIssuer issuer(IssuerUrl url) {
        return new RemoteIssuer(url, Loopback.fetch(), clock);
    }

    private Verification verify(String token) {
        return SignedToken.parse(token)
                .map(signed -> issuer.verify(signed).toCompletableFuture().join())
                .orElseGet(() -> new Forged("no token"));
    }

    private void assertForged(String token) {
        assertThat(verify(token)).isInstanceOf(Forged.class);
    }

    private String claims() {
        long now = clock.instant().getEpochSecond();
        return claims(now, now + 300);
    }

    private String claims(long notBefore, long expires) {
        return "{\"iss\":\"%s\",\"sub\":\"alice\",\"nbf\":%d,\"exp\":%d}".formatted(server.url(), notBefore, expires);
    }

    private String claims(String pad) {
        return "{\"iss\":\"%s\",\"pad\":\"%s\"}".formatted(server.url(), pad);
    }
}
