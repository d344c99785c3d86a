package org.shiplog.http.auth.issuer;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.shiplog.http.auth.issuer.Verification.Forged;
import org.shiplog.http.auth.issuer.Verification.Genuine;
import org.shiplog.http.auth.issuer.Verification.Unknown;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.OutboundRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer of tokens that publishes its metadata and keys (OpenID Connect Discovery 1.0). Both are fetched when they are first
 * needed, kept, and fetched again from time to time and when a token names an unknown key.
 */
public final class RemoteIssuer {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteIssuer.class);

    /** Clocks may differ so much. */
    private static final Duration MAX_SKEW = Duration.ofSeconds(60);

    private final IssuerUrl url;
    private final GuardedFetch fetch;
    private final InstantSource clock;
    private final Refreshing<OIDCProviderMetadata> metadata;
    private final Refreshing<IssuerKeys> keys;

    public RemoteIssuer(IssuerUrl url, GuardedFetch fetch, InstantSource clock) {
        this.url = url;
        this.fetch = fetch;
        this.clock = clock;
        this.metadata = new Refreshing<>(() -> fetched(url.discovery(), this::readMetadata), clock);
        this.keys = new Refreshing<>(this::fetchKeys, clock);
    }

    public IssuerUrl url() {
        return url;
    }

    /** Empty when it cannot be had, or belongs to another issuer; the log says why. */
    public CompletionStage<Optional<OIDCProviderMetadata>> metadata() {
        return metadata.get();
    }

    /** Whether metadata and keys can be had. */
    public CompletionStage<Boolean> answers() {
        return keys.get().thenApply(Optional::isPresent);
    }

    /** Whether this issuer signed the token and its time is now. For whom it is meant is the caller's to check. */
    public CompletionStage<Verification> verify(SignedToken token) {
        if (!token.unverified().text("iss").equals(Optional.of(url.value()))) {
            return completedFuture(new Forged("of another issuer"));
        }
        return keys.get()
                .thenCompose(
                        found -> found.filter(known -> known.lacksKeyOf(token)).isPresent()
                                ? keys.getNewer()
                                : completedFuture(found))
                .thenApply(found -> found.map(known -> verify(token, known))
                        .orElseGet(() -> new Unknown("the keys of " + url + " cannot be had")));
    }

    private Verification verify(SignedToken token, IssuerKeys known) {
        if (!known.signed(token)) {
            return new Forged("no signature by a key of " + url);
        }
        Claims claims = token.unverified();
        Instant now = clock.instant();
        Optional<Instant> expires = claims.instant("exp");
        if (expires.isEmpty() || !now.isBefore(expires.get().plus(MAX_SKEW))) {
            return new Forged(expires.map(end -> "expired at " + end).orElse("without an end"));
        }
        for (String start : List.of("nbf", "iat")) {
            boolean begun = claims.instant(start)
                    .map(instant -> !instant.isAfter(now.plus(MAX_SKEW)))
                    .orElse(!claims.has(start));
            if (!begun) {
                return new Forged("not valid yet by its " + start);
            }
        }
        return new Genuine(claims);
    }

    private CompletionStage<Optional<IssuerKeys>> fetchKeys() {
        return metadata.get()
                .thenCompose(found -> found.isPresent()
                        ? fetched(found.get().getJWKSetURI(), text -> IssuerKeys.parse(text, algorithms(found.get())))
                        : completedFuture(Optional.empty()));
    }

    private static List<JWSAlgorithm> algorithms(OIDCProviderMetadata metadata) {
        List<JWSAlgorithm> said = metadata.getIDTokenJWSAlgs();
        return said == null ? List.of(JWSAlgorithm.RS256) : said;
    }

    private Optional<OIDCProviderMetadata> readMetadata(String text) {
        try {
            OIDCProviderMetadata read = OIDCProviderMetadata.parse(text);
            return Optional.of(read)
                    .filter(found -> found.getIssuer().getValue().equals(url.value()));
        } catch (ParseException _) {
            return Optional.empty();
        }
    }

    private <T> CompletionStage<Optional<T>> fetched(URI from, Function<String, Optional<T>> reader) {
        return fetch.fetch(OutboundRequest.get(from).with("Accept", "application/json"))
                .thenApply(answer -> read(answer, reader).or(() -> {
                    LOG.warn("nothing usable for the issuer {} from {}: {}", url, from, answer);
                    return Optional.empty();
                }))
                .exceptionally(failure -> {
                    LOG.warn("cannot read what {} answers for the issuer {}", from, url, failure);
                    return Optional.empty();
                });
    }

    private static <T> Optional<T> read(Fetched answer, Function<String, Optional<T>> reader) {
        return answer instanceof Answered answered && answered.status() == 200
                ? reader.apply(answered.text())
                : Optional.empty();
    }
}
