package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.TestClock;
import org.shiplog.http.TestDatabase;
import org.shiplog.http.route.Action;

@ResourceLock(TestDatabase.KEYS)
class TokenVerifierTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("a/b");
    private static final TokenScope SCOPE = new TokenScope(Map.of(REPOSITORY, Set.of(Action.PULL)), false);
    private static final String ACCESS =
            "[{\"type\":\"repository\",\"name\":\"a/b\",\"actions\":[\"pull\",\"push\",\"delete\"]}]";

    private final TestClock clock = new TestClock();
    private SigningKeys keys;
    private TokenIssuer issuer;
    private TokenVerifier verifier;

    @BeforeEach
    void open() throws SQLException {
        keys = SigningKeys.open(TestDatabase.withoutKeys(), clock, Runnable::run);
        issuer = new TokenIssuer(keys, TokenSettings.STANDARD);
        verifier = new TokenVerifier(keys, TokenSettings.STANDARD, clock);
    }

    @Test
    void acceptsWhatTheIssuerIssues() {
        Optional<RegistryToken> token = verify(issue());
        assertThat(token).isPresent();
        assertThat(token.get().subject()).contains(new TokenSubject.OfUser(2, new Username("alice")));
        assertThat(token.get().scope()).isEqualTo(SCOPE);
        assertThat(verify(sign(header("ES256"), claims()))).isPresent();
    }

    @Test
    void acceptsATokenUntilItExpiresAndNotLonger() {
        String token = issue();
        clock.advance(Duration.ofSeconds(299));
        assertThat(verify(token)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(verify(token)).isEmpty();
        assertThat(new TokenVerifier(keys, TokenSettings.STANDARD, clock)
                        .verify(token)
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    @Test
    void acceptsTokensOfTheKeyBefore() throws SQLException {
        String token = issue();
        keys.rotate();
        assertThat(verify(token)).isPresent();
        assertThat(verify(issue())).isPresent();
    }

    @Test
    void refusesTokensWithoutSignature() {
        String claims = claims();
        assertThat(verify(encode(header("none")) + "." + encode(claims) + ".")).isEmpty();
        assertThat(verify(encode("{\"alg\":\"none\"}") + "." + encode(claims) + "."))
                .isEmpty();
        assertThat(verify(encode(header("ES256")) + "." + encode(claims) + ".")).isEmpty();
        assertThat(verify(encode(header("ES256")) + "." + encode(claims) + "." + "A".repeat(86)))
                .isEmpty();
    }

    @Test
    void refusesThePublicKeyAsASharedSecret() throws GeneralSecurityException {
        String signed = encode(header("HS256")) + "." + encode(claims());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys.newest().publicKey().getEncoded(), "HmacSHA256"));
        byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        assertThat(verify(signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature)))
                .isEmpty();
    }

    @Test
    void refusesKeysThatTheTokenBrings() throws JOSEException {
        SigningKey forged = SigningKey.generate(clock.instant());
        String jwk = new ECKey.Builder(Curve.P_256, forged.publicKey()).build().toJSONString();
        String kid = keys.newest().id();
        for (String extra : new String[] {
            "\"jwk\":" + jwk,
            "\"jku\":\"https://evil.example/keys\"",
            "\"x5u\":\"https://evil.example/cert\"",
            "\"x5c\":[\"AAAA\"]"
        }) {
            String header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"," + extra + "}";
            assertThat(verify(sign(header, claims(), forged))).as(extra).isEmpty();
            assertThat(verify(sign(header, claims())))
                    .as("even when signed by us: " + extra)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "../../../dev/null", "' OR 1=1 --"})
    void refusesKeysItDoesNotHave(String kid) {
        SigningKey forged = SigningKey.generate(clock.instant());
        String header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}";
        assertThat(verify(sign(header, claims(), forged))).isEmpty();
        assertThat(verify(sign(header, claims()))).isEmpty();
    }

    @Test
    void refusesASignatureOfAnotherKeyUnderOurKeysId() {
        assertThat(verify(sign(header("ES256"), claims(), SigningKey.generate(clock.instant()))))
                .isEmpty();
    }

    @Test
    void refusesHeadersThatSayMoreOrLess() {
        String kid = keys.newest().id();
        for (String header : new String[] {
            "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}",
            "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}",
            "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\",\"crit\":[\"exp\"]}",
            "{\"alg\":\"none\",\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}",
            "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":[\"" + kid + "\"]}",
            "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"} {}",
            "[]"
        }) {
            assertThat(verify(sign(header, claims()))).as(header).isEmpty();
        }
    }

    @Test
    void refusesForeignClaims() {
        assertThat(verify(signed(claims().replace("\"iss\":\"shiplog\"", "\"iss\":\"other\""))))
                .isEmpty();
        assertThat(verify(signed(claims().replace("\"aud\":\"shiplog\"", "\"aud\":\"other\""))))
                .isEmpty();
        assertThat(verify(signed(claims().replace("\"aud\":\"shiplog\"", "\"aud\":[\"shiplog\",\"other\"]"))))
                .isEmpty();
        for (String subject : List.of("", "alice", "user/alice", "user/x/alice", "user/2/a:b", "group/2/alice")) {
            assertThat(verify(signed(claims().replace("user/2/alice", subject))))
                    .isEmpty();
        }
        assertThat(verify(signed(claims().replace("\"subject_id\":\"user/2/alice\",", ""))))
                .isEmpty();
        assertThat(verify(signed(claims().replace("\"sub\":\"alice\",", "")))).isEmpty();
        assertThat(verify(signed(claims().replace(ACCESS, "\"all\"")))).isEmpty();
    }

    @Test
    void refusesClaimsSaidTwice() {
        assertThat(verify(signed(claims().replace("\"sub\":\"alice\"", "\"sub\":\"alice\",\"sub\":\"admin\""))))
                .isEmpty();
    }

    @Test
    void refusesTokensFromTheFutureButForgivesClocksThatDiffer() {
        long now = clock.instant().getEpochSecond();
        assertThat(verify(signed(claims(now + 61, now + 300)))).isEmpty();
        assertThat(verify(signed(claims(now + 60, now + 300)))).isPresent();
        assertThat(verify(signed(claims(now, now)))).isEmpty();
        assertThat(verify(signed(claims().replace("\"exp\":", "\"expires\":")))).isEmpty();
        assertThat(verify(signed(claims().replace("\"exp\":" + (now + 300), "\"exp\":\"" + (now + 300) + "\""))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c.d", "a.b.c", "????.????.????", "e30.e30.e30"})
    void refusesWhatIsNoToken(String token) {
        assertThat(verify(token)).isEmpty();
    }

    @Test
    void refusesTokensThatAreTooLong() {
        String padded = claims().replace("\"alice\"", "\"alice\",\"pad\":\"" + "x".repeat(16 * 1024) + "\"");
        assertThat(verify(signed(padded))).isEmpty();
    }

    private Optional<RegistryToken> verify(String token) {
        return verifier.verify(token).toCompletableFuture().join();
    }

    private String issue() {
        return issuer.issue(
                new Principal.Person(2, "alice", false, Set.of()), SCOPE, clock.instant(), Duration.ofMinutes(5));
    }

    private String header(String algorithm) {
        return "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\""
                + keys.newest().id() + "\"}";
    }

    private String claims() {
        long now = clock.instant().getEpochSecond();
        return claims(now, now + 300);
    }

    private static String claims(long notBefore, long expires) {
        return "{\"iss\":\"shiplog\",\"sub\":\"alice\",\"subject_id\":\"user/2/alice\",\"aud\":\"shiplog\",\"iat\":1,\"nbf\":"
                + notBefore + ",\"exp\":" + expires + ",\"jti\":\"1\",\"access\":" + ACCESS + "}";
    }

    private String signed(String claims) {
        return sign(header("ES256"), claims);
    }

    private String sign(String header, String claims) {
        return sign(header, claims, keys.newest());
    }

    private static String sign(String header, String claims, SigningKey key) {
        String signed = encode(header) + "." + encode(claims);
        try {
            return signed + "."
                    + new ECDSASigner(key.privateKey())
                            .sign(new JWSHeader(JWSAlgorithm.ES256), signed.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
