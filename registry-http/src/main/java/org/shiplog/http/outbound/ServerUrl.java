package org.shiplog.http.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** URLs by which an administrator names a server that is to be asked. */
public final class ServerUrl {
    private static final int MAX_LENGTH = 1024;

    private ServerUrl() {}

    /** Empty unless it is an {@code http} or {@code https} URL of a host, without user and fragment, of up to 1,024 characters. */
    public static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text.strip());
            boolean usable = text.length() <= MAX_LENGTH
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null;
            return usable ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** Whether the text is the URL of a server of the host, written as {@link AddressGuard} asks for hosts. */
    public static boolean isOf(String text, String host) {
        return parse(text)
                .map(url -> AddressGuard.normal(url.getHost()))
                .filter(host::equals)
                .isPresent();
    }

    /** Whether the server is reached without TLS. */
    public static boolean isPlain(URI url) {
        return "http".equals(url.getScheme());
    }
}
