package org.shiplog.http.outbound;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to somebody else's server. It prints without headers and body, which may hold secrets, and without the query of its
 * URL.
 *
 * @param headers other than those about the body
 */
public record OutboundRequest(URI url, Map<String, String> headers, Optional<Body> body) {
    public OutboundRequest {
        headers = Map.copyOf(headers);
    }

    /** What is posted. */
    public record Body(String contentType, String text) {
        @Override
        public String toString() {
            return contentType;
        }
    }

    public static OutboundRequest get(URI url) {
        return new OutboundRequest(url, Map.of(), Optional.empty());
    }

    public static OutboundRequest post(URI url, String contentType, String text) {
        return new OutboundRequest(url, Map.of(), Optional.of(new Body(contentType, text)));
    }

    /** The same request with one more header. */
    public OutboundRequest with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new OutboundRequest(url, more, body);
    }

    @Override
    public String toString() {
        return (body.isPresent() ? "POST " : "GET ") + url.getScheme() + "://" + url.getRawAuthority()
                + url.getRawPath();
    }
}
