package org.shiplog.http.auth.oidc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.issuer.Claims;
import org.shiplog.http.auth.issuer.IssuerUrl;
import org.shiplog.http.auth.oidc.OidcLogin.Identified;
import org.shiplog.http.auth.oidc.OidcLogin.Refused;

/** Reads users from claims, as the settings say. */
final class UserClaims {
    static final int MAX_GROUPS = 1000;
    private static final int MAX_SUBJECT = 255;
    private static final int MAX_EMAIL = 254;
    private static final List<String> NAMES = List.of("name", "preferred_username", "email");

    private final IssuerUrl issuer;
    private final OidcSettings settings;
    private final List<String> names;
    private final GroupFilter filter;

    UserClaims(IssuerUrl issuer, OidcSettings settings) {
        this.issuer = issuer;
        this.settings = settings;
        this.names = settings.userClaim().isEmpty() ? NAMES : List.of(settings.userClaim());
        this.filter = GroupFilter.parse(settings.groupFilter()).orElseThrow();
    }

    /** Whether the user's name or groups are to be looked for elsewhere. */
    boolean areMissingIn(Claims claims) {
        boolean named = names.stream().anyMatch(claims::has);
        return !named || (!settings.groupsClaim().isEmpty() && !claims.has(settings.groupsClaim()));
    }

    OidcLogin identify(Claims claims, OidcTokens tokens) {
        Optional<String> subject = claims.text("sub").filter(sub -> sub.length() <= MAX_SUBJECT);
        if (subject.isEmpty()) {
            return new Refused("no subject of up to " + MAX_SUBJECT + " characters");
        }
        List<String> all = settings.groupsClaim().isEmpty() ? List.of() : claims.texts(settings.groupsClaim());
        if (all.size() > MAX_GROUPS) {
            return new Refused("in more than " + MAX_GROUPS + " groups");
        }
        Set<String> groups = all.stream().filter(filter::accepts).collect(Collectors.toUnmodifiableSet());
        OidcUser user = new OidcUser(
                issuer,
                subject.get(),
                username(claims),
                claims.text("email").filter(email -> email.length() <= MAX_EMAIL),
                claims.isTrue("email_verified"),
                groups,
                !settings.adminGroup().isEmpty() && all.contains(settings.adminGroup()));
        return new Identified(user, tokens);
    }

    private Optional<Username> username(Claims claims) {
        return names.stream()
                .flatMap(name -> claims.text(name).stream())
                .findFirst()
                .map(text -> text.strip().replace(' ', '_'))
                .flatMap(Username::parse);
    }
}
