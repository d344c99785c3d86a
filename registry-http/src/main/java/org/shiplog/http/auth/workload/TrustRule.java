package org.shiplog.http.auth.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.auth.issuer.IssuerUrl;

/**
 * Which workloads are believed to be one: those with a token of an issuer, for an audience, that has every claim named here, with
 * a value that matches.
 *
 * <p>A platform for everybody signs for everybody, so a rule must say whose workload it means: at least one pattern is
 * {@linkplain ClaimPattern#isSpecific() specific}.
 *
 * @param issuer as the token's {@code iss} writes it
 * @param audience that must be among the token's; best a name that no other service uses, such as this registry's URL
 * @param claims patterns by the names of claims; up to 20. They match texts, and numbers, {@code true} and {@code false} as JSON
 *     writes them. Arrays and objects never match
 */
public record TrustRule(String issuer, String audience, Map<String, String> claims) {
    private static final int MAX_CLAIMS = 20;
    private static final Pattern AUDIENCE = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern CLAIM = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** Checked otherwise, for every rule. */
    private static final Set<String> OWN_CLAIMS = Set.of("iss", "aud", "exp", "nbf", "iat");

    public TrustRule {
        claims = Map.copyOf(claims);
    }

    /**
     * Something that cannot be as it is.
     *
     * @param part named as the component is
     * @param expected what it must be
     */
    public record Refusal(String part, String expected) {}

    /** Everything that is wrong with the rule; one with refusals accepts nobody. */
    public List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        if (IssuerUrl.parse(issuer).isEmpty()) {
            refusals.add(new Refusal("issuer", "the URL of an issuer, without query"));
        }
        if (!AUDIENCE.matcher(audience).matches()) {
            refusals.add(new Refusal("audience", "1 to 255 characters without spaces"));
        }
        boolean named = claims.size() <= MAX_CLAIMS
                && claims.keySet().stream()
                        .allMatch(name -> CLAIM.matcher(name).matches() && !OWN_CLAIMS.contains(name));
        if (!named) {
            refusals.add(new Refusal("claims", "up to " + MAX_CLAIMS + " claims that the rule does not check anyway"));
        }
        if (!claims.values().stream()
                .allMatch(pattern -> ClaimPattern.parse(pattern).isPresent())) {
            refusals.add(new Refusal("claims", "patterns of 1 to 255 characters"));
        }
        if (claims.values().stream()
                .flatMap(pattern -> ClaimPattern.parse(pattern).stream())
                .noneMatch(ClaimPattern::isSpecific)) {
            refusals.add(new Refusal("claims", "at least one that says whose workload it is"));
        }
        return List.copyOf(refusals);
    }

    /** Whether what a genuine token of the issuer says is what the rule asks for. */
    boolean accepts(Claims token) {
        return refusals().isEmpty()
                && token.texts("aud").contains(audience)
                && claims.entrySet().stream()
                        .allMatch(claim -> token.scalar(claim.getKey())
                                .filter(new ClaimPattern(claim.getValue())::matches)
                                .isPresent());
    }
}
