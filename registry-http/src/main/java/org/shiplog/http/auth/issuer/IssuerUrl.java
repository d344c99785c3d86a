package org.shiplog.http.auth.issuer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The URL that an issuer of tokens is known by (OpenID Connect Discovery 1.0, section 3), exactly as it writes it itself: a final
 * slash makes it another. Up to 1,024 characters, {@code http} or {@code https}, without user, query and fragment.
 */
public record IssuerUrl(String value) {
    private static final int MAX_LENGTH = 1024;

    public IssuerUrl {
        if (!isIssuer(value)) {
            throw new IllegalArgumentException("not the URL of an issuer");
        }
    }

    /** Reads untrusted text; empty when it is no such URL. */
    public static Optional<IssuerUrl> parse(String text) {
        return isIssuer(text) ? Optional.of(new IssuerUrl(text)) : Optional.empty();
    }

    public String host() {
        return URI.create(value).getHost();
    }

    /** Whether the issuer is reached without TLS. */
    public boolean isPlain() {
        return value.startsWith("http:");
    }

    /** Where its metadata is. */
    public URI discovery() {
        String base = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return URI.create(base + "/.well-known/openid-configuration");
    }

    private static boolean isIssuer(String text) {
        try {
            URI url = new URI(text);
            return text.length() <= MAX_LENGTH
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
