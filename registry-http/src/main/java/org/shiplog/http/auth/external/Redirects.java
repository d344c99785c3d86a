package org.shiplog.http.auth.external;

import java.net.URI;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Sends browsers elsewhere. Where to is for this one browser, once. */
final class Redirects {
    private Redirects() {}

    static HttpResponse to(URI address) {
        return HttpResponse.create()
                .withStatus(StatusCodes.FOUND)
                .addHeader(RawHeader.create("Location", address.toString()))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }
}
