package org.shiplog.http.auth.oidc;

import java.util.List;
import java.util.Map;
import org.shiplog.http.auth.issuer.IssuerUrl;

/** Settings that are right, of which tests change one thing. */
final class TestSettings {
    static final String CLIENT = "shiplog";
    static final String SECRET = "s3cr3t value";

    private TestSettings() {}

    static OidcSettings of(IssuerUrl endpoint) {
        return of(endpoint.value(), SECRET, "", "groups", "", Map.of());
    }

    static OidcSettings withSecret(IssuerUrl endpoint, String secret) {
        return of(endpoint.value(), secret, "", "groups", "", Map.of());
    }

    static OidcSettings withUserClaim(IssuerUrl endpoint, String claim) {
        return of(endpoint.value(), SECRET, claim, "groups", "", Map.of());
    }

    static OidcSettings withGroups(IssuerUrl endpoint, String claim, String filter) {
        return of(endpoint.value(), SECRET, "", claim, filter, Map.of());
    }

    static OidcSettings withParameters(IssuerUrl endpoint, Map<String, String> parameters) {
        return of(endpoint.value(), SECRET, "", "groups", "", parameters);
    }

    static OidcSettings of(
            String endpoint,
            String secret,
            String userClaim,
            String groupsClaim,
            String filter,
            Map<String, String> extra) {
        return new OidcSettings(
                "Provider",
                endpoint,
                CLIENT,
                secret,
                List.of("openid", "profile", "offline_access"),
                true,
                "",
                userClaim,
                groupsClaim,
                "admins",
                filter,
                true,
                extra,
                true);
    }
}
