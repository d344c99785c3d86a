package org.shiplog.http;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers what is not HTTP well enough to become a request. Named in the server's configuration. */
public final class MalformedRequests extends ParsingErrorHandler {
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        log.debug("refused a malformed request: {}", status.intValue());
        return HttpResponse.create()
                .withStatus(status)
                .addHeader(RawHeader.create(RequestIds.HEADER, RequestIds.generate()))
                .withEntity(
                        ContentTypes.APPLICATION_JSON,
                        "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"malformed request\"}]}");
    }
}
