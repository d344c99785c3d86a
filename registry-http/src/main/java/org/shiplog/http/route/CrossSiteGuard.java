package org.shiplog.http.route;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Keeps pages of other sites from acting through the browser of a user who is logged in.
 *
 * <p>Browsers send cookies along with whatever any page asks for, but let only our own pages read our answers and set headers. So a
 * browser gets a random token both as a cookie and in a header of every answer, and must send both back with requests that change
 * something (OWASP, "double submit cookie"). Requests with credentials of their own need none: no page can make a browser send them.
 */
public final class CrossSiteGuard {
    /** Carries the token in both directions. */
    public static final String HEADER = "X-Harbor-CSRF-Token";

    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final ExternalUrl externalUrl;
    private final SecureRandom random = new SecureRandom();

    CrossSiteGuard(ExternalUrl externalUrl) {
        this.externalUrl = externalUrl;
    }

    /** Why the request cannot be known to come from a page of the registry; empty when it is, or need not. */
    static Optional<String> fault(HttpRequest request, String rawPath) {
        boolean demanded = !request.method().isSafe()
                && (isForPages(rawPath)
                        || (isForVisitors(request, rawPath)
                                && Cookies.value(request, Cookies.SESSION).isPresent()));
        if (!demanded || isProven(request)) {
            return Optional.empty();
        }
        return Optional.of(
                request.getHeader(HEADER).isPresent() ? "CSRF token invalid" : "CSRF token not found in request");
    }

    /** Whether a page of the registry made the request. */
    public static boolean isProven(HttpRequest request) {
        Optional<String> kept = Cookies.value(request, Cookies.CROSS_SITE).filter(TOKEN.asMatchPredicate());
        Optional<String> sent = request.getHeader(HEADER).map(header -> header.value());
        return kept.isPresent() && sent.isPresent() && MessageDigest.isEqual(bytes(kept.get()), bytes(sent.get()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Gives the browser its token along with the answer. */
    HttpResponse equip(HttpRequest request, String rawPath, HttpResponse response) {
        if (!isForVisitors(request, rawPath)) {
            return response;
        }
        Optional<String> kept = Cookies.value(request, Cookies.CROSS_SITE).filter(TOKEN.asMatchPredicate());
        String token = kept.orElseGet(this::fresh);
        HttpResponse equipped = response.addHeader(RawHeader.create(HEADER, token));
        return kept.isPresent()
                ? equipped
                : Cookies.set(
                        equipped, Cookies.CROSS_SITE, token, Cookies.SameSite.STRICT, externalUrl.isSecure(request));
    }

    private String fresh() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static boolean isForVisitors(HttpRequest request, String rawPath) {
        return (isForPages(rawPath) || rawPath.startsWith("/api/"))
                && request.getHeader("Authorization").isEmpty();
    }

    /** What only pages of the registry ask for. */
    private static boolean isForPages(String rawPath) {
        return rawPath.startsWith("/c/");
    }
}
