package org.shiplog.http.route;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Under which URL clients reach the registry: the configured one, or else the scheme of the connection and the request's
 * {@code Host}. {@code X-Forwarded-*} headers are never believed, since anyone may send them.
 */
public final class ExternalUrl {
    private static final int MAX_HOST = 261;
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

    private final Optional<String> configured;

    /** @param configured such as {@code https://registry.example.org}, without a path */
    public ExternalUrl(Optional<URI> configured) {
        this.configured = configured.map(ExternalUrl::checked);
    }

    /** Scheme, host and port without a final slash; empty when the request's {@code Host} is none. */
    public Optional<String> of(HttpRequest request) {
        if (configured.isPresent()) {
            return configured;
        }
        return request.getHeader("Host")
                .map(header -> header.value())
                .filter(host -> host.length() <= MAX_HOST && HOST.matcher(host).matches())
                .map(host -> scheme(request) + "://" + host);
    }

    /** Whether clients reach the registry over TLS. */
    public boolean isSecure(HttpRequest request) {
        return of(request).map(url -> url.startsWith("https://")).orElse(false);
    }

    private static String scheme(HttpRequest request) {
        return "https".equals(request.getUri().scheme()) ? "https" : "http";
    }

    private static String checked(URI url) {
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean bare = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        if (!web || !bare || url.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException("not the URL of a registry: " + url);
        }
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
