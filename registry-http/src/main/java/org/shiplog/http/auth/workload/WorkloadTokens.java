package org.shiplog.http.auth.workload;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.auth.issuer.RemoteIssuer;
import org.shiplog.http.auth.issuer.SignedToken;
import org.shiplog.http.auth.issuer.Verification;
import org.shiplog.http.auth.issuer.Verification.Forged;
import org.shiplog.http.auth.issuer.Verification.Genuine;
import org.shiplog.http.auth.issuer.Verification.Unknown;
import org.shiplog.http.auth.workload.WorkloadLogin.Accepted;
import org.shiplog.http.auth.workload.WorkloadLogin.Refused;
import org.shiplog.http.auth.workload.WorkloadLogin.Unavailable;
import org.shiplog.http.outbound.GuardedFetch;

/**
 * Checks the tokens of workloads. Nobody but the issuers of rules is ever asked for keys: what a token itself says about its
 * issuer only picks among them.
 */
public final class WorkloadTokens {
    private static final int MAX_ISSUERS = 200;
    private static final int MAX_SUBJECT = 1024;

    private final Cache<IssuerUrl, RemoteIssuer> issuers =
            Caffeine.newBuilder().maximumSize(MAX_ISSUERS).build();
    private final GuardedFetch fetch;
    private final InstantSource clock;

    public WorkloadTokens(GuardedFetch fetch, InstantSource clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /**
     * Never fails.
     *
     * @param token up to 16 KiB
     */
    public CompletionStage<WorkloadLogin> verify(String token, List<TrustRule> rules) {
        Optional<SignedToken> signed =
                token.length() <= SignedToken.MAX_PRESENTED ? SignedToken.parse(token) : Optional.empty();
        if (signed.isEmpty()) {
            return completedFuture(new Refused("no signed token"));
        }
        Optional<String> issuer = signed.get().unverified().text("iss");
        List<TrustRule> candidates = rules.stream()
                .filter(rule -> issuer.filter(rule.issuer()::equals).isPresent())
                .filter(rule -> rule.refusals().isEmpty())
                .toList();
        if (candidates.isEmpty()) {
            return completedFuture(new Refused("of an issuer without rules"));
        }
        return issuer(new IssuerUrl(candidates.getFirst().issuer()))
                .verify(signed.get())
                .thenApply(verification -> judge(verification, candidates));
    }

    private RemoteIssuer issuer(IssuerUrl url) {
        return issuers.get(url, unknown -> new RemoteIssuer(unknown, fetch, clock));
    }

    private static WorkloadLogin judge(Verification verification, List<TrustRule> candidates) {
        return switch (verification) {
            case Genuine genuine -> judge(genuine.claims(), candidates);
            case Forged forged -> new Refused(forged.reason());
            case Unknown unknown -> new Unavailable(unknown.reason());
        };
    }

    private static WorkloadLogin judge(Claims claims, List<TrustRule> candidates) {
        Optional<String> subject = claims.text("sub").filter(sub -> sub.length() <= MAX_SUBJECT);
        if (subject.isEmpty()) {
            return new Refused("without a subject");
        }
        return candidates.stream()
                .filter(rule -> rule.accepts(claims))
                .findFirst()
                .<WorkloadLogin>map(rule -> new Accepted(
                        rule,
                        new IssuerUrl(rule.issuer()),
                        subject.get(),
                        claims.instant("exp").orElseThrow()))
                .orElseGet(() -> new Refused("no rule accepts its audience and claims"));
    }
}
