package org.shiplog.http;

import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Names requests, by the client's own name for them where it is fit for a log. */
final class RequestIds {
    static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestIds() {}

    static String of(HttpRequest request) {
        return request.getHeader(HEADER)
                .map(header -> header.value())
                .filter(value -> SANE.matcher(value).matches())
                .orElseGet(RequestIds::generate);
    }

    static String generate() {
        return UUID.randomUUID().toString();
    }
}
