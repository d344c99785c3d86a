package org.shiplog.http.auth.oidc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.outbound.TlsTrust;

/**
 * How this registry is a client of an OpenID Connect provider, as an administrator typed it. What is empty is not set. It prints
 * without the client's secret.
 *
 * @param name shown to people on the button that begins a login
 * @param endpoint the provider's issuer; one that begins with {@code http:} permits {@code http} for all that the provider names
 * @param clientSecret empty for a public client
 * @param scopes with {@code openid}; {@code offline_access} is what most providers want for a refresh token
 * @param verifyCertificate whether the provider's certificates are verified
 * @param certificateAuthority certificates in PEM that are believed besides those of the platform
 * @param userClaim the claim that names users; when not set, the first there is of {@code name}, {@code preferred_username} and
 *     {@code email}
 * @param groupsClaim the claim that lists a user's groups; when not set, users have none
 * @param adminGroup whose members are system administrators
 * @param groupFilter a regular expression that something in the name of a group must match for the group to count
 * @param autoOnboard whether a user who comes for the first time is taken in without being asked for a name
 * @param extraRedirectParameters sent along when a login begins
 * @param logout whether who logs out here is sent to the provider to log out there
 */
public record OidcSettings(
        String name,
        String endpoint,
        String clientId,
        String clientSecret,
        List<String> scopes,
        boolean verifyCertificate,
        String certificateAuthority,
        String userClaim,
        String groupsClaim,
        String adminGroup,
        String groupFilter,
        boolean autoOnboard,
        Map<String, String> extraRedirectParameters,
        boolean logout) {
    private static final int MAX_TEXT = 255;
    private static final int MAX_SECRET = 1024;
    private static final int MAX_ENTRIES = 20;
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255}");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern ONE_LINE = Pattern.compile("\\P{Cntrl}*");

    /** What a login itself says. */
    private static final Set<String> OWN_PARAMETERS = Set.of(
            "client_id",
            "client_secret",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "redirect_uri",
            "request",
            "request_uri",
            "response_mode",
            "response_type",
            "scope",
            "state");

    public OidcSettings {
        scopes = List.copyOf(scopes);
        extraRedirectParameters = Map.copyOf(extraRedirectParameters);
    }

    /**
     * Something that cannot be as it is.
     *
     * @param setting named as the component is
     * @param expected what it must be
     */
    public record Refusal(String setting, String expected) {}

    /** Everything that is wrong with the settings; empty when an {@link OidcProvider} can be made of them. */
    public List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>();
        refuse(refusals, isText(name, 1), "name", "1 to 255 characters");
        refuse(refusals, IssuerUrl.parse(endpoint).isPresent(), "endpoint", "the URL of an issuer, without query");
        refuse(refusals, isText(clientId, 1), "clientId", "1 to 255 characters");
        refuse(refusals, clientSecret.length() <= MAX_SECRET, "clientSecret", "up to 1024 characters");
        refuse(refusals, areScopes(), "scopes", "up to 20 scopes, with openid");
        refuse(refusals, isAuthority(), "certificateAuthority", "certificates in PEM");
        refuse(refusals, isText(userClaim, 0), "userClaim", "up to 255 characters");
        refuse(refusals, isText(groupsClaim, 0), "groupsClaim", "up to 255 characters");
        refuse(refusals, isText(adminGroup, 0), "adminGroup", "up to 255 characters");
        refuse(
                refusals,
                GroupFilter.parse(groupFilter).isPresent(),
                "groupFilter",
                "a regular expression, up to 255 characters");
        refuse(
                refusals,
                areParameters(),
                "extraRedirectParameters",
                "up to 20 parameters, not " + new TreeSet<>(OWN_PARAMETERS));
        return List.copyOf(refusals);
    }

    Optional<TlsTrust> trust() {
        if (!verifyCertificate) {
            return Optional.of(TlsTrust.anybody());
        }
        return certificateAuthority.isEmpty()
                ? Optional.of(TlsTrust.platform())
                : TlsTrust.including(certificateAuthority);
    }

    private boolean isAuthority() {
        return certificateAuthority.isEmpty()
                || TlsTrust.including(certificateAuthority).isPresent();
    }

    private boolean areScopes() {
        return scopes.contains("openid")
                && scopes.size() <= MAX_ENTRIES
                && scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches());
    }

    private boolean areParameters() {
        return extraRedirectParameters.size() <= MAX_ENTRIES
                && extraRedirectParameters.entrySet().stream()
                        .allMatch(parameter ->
                                PARAMETER.matcher(parameter.getKey()).matches()
                                        && !OWN_PARAMETERS.contains(parameter.getKey())
                                        && isText(parameter.getValue(), 0));
    }

    private static boolean isText(String text, int least) {
        return text.length() >= least
                && text.length() <= MAX_TEXT
                && ONE_LINE.matcher(text).matches();
    }

    private static void refuse(List<Refusal> refusals, boolean right, String setting, String expected) {
        if (!right) {
            refusals.add(new Refusal(setting, expected));
        }
    }

    @Override
    public String toString() {
        return "OidcSettings[name=%s, endpoint=%s, clientId=%s, scopes=%s]".formatted(name, endpoint, clientId, scopes);
    }
}
