package org.shiplog.domain.identity;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which identity tokens of another issuer stand in for a robot's secret.
 *
 * @param issuer the token's {@code iss}, the URL of an OpenID Connect provider
 * @param audience what must be among the token's {@code aud}
 * @param claims further claims and the values that they must have, in which {@code *} stands for any characters; in order
 */
public record TrustRule(String issuer, String audience, Map<String, String> claims) {
    /** How many a robot has at most, and how many claims each. */
    public static final int MAX_RULES = 20;

    public TrustRule {
        claims = Collections.unmodifiableMap(new TreeMap<>(claims));
    }
}
