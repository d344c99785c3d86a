package org.shiplog.http.route;

import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Cookie;
import org.apache.pekko.http.javadsl.model.headers.HttpCookiePair;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The cookies of the registry, under Harbor's names. Scripts of its pages never see them. */
public final class Cookies {
    /** The id of the session of a user who is logged in. */
    public static final String SESSION = "sid";

    /** What shows that a request was made by a page of the registry. */
    static final String CROSS_SITE = "_gorilla_csrf";

    private Cookies() {}

    /** When a browser sends a cookie with requests that another site caused. */
    public enum SameSite {
        /** Only when the user follows a link. */
        LAX("Lax"),
        /** Never. */
        STRICT("Strict");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    /** The value of the request's cookie of that name, the first one if there are several. */
    public static Optional<String> value(HttpRequest request, String name) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(Cookie.class::isInstance)
                .map(Cookie.class::cast)
                .flatMap(header -> StreamSupport.stream(header.getCookies().spliterator(), false))
                .filter(pair -> pair.name().equals(name))
                .map(HttpCookiePair::value)
                .findFirst();
    }

    /** @param secure whether browsers must send it over TLS only */
    public static HttpResponse set(
            HttpResponse response, String name, String value, SameSite sameSite, boolean secure) {
        return response.addHeader(RawHeader.create("Set-Cookie", name + "=" + value + attributes(sameSite, secure)));
    }

    /** Makes the browser forget the cookie. */
    public static HttpResponse clear(HttpResponse response, String name, SameSite sameSite, boolean secure) {
        return response.addHeader(RawHeader.create("Set-Cookie", name + "=; Max-Age=0" + attributes(sameSite, secure)));
    }

    private static String attributes(SameSite sameSite, boolean secure) {
        return "; Path=/; HttpOnly; SameSite=" + sameSite.text + (secure ? "; Secure" : "");
    }
}
