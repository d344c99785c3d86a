package org.shiplog.http.auth.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.http.outbound.Fetched;
import org.shiplog.http.outbound.Fetched.Answered;
import org.shiplog.http.outbound.GuardedFetch;
import org.shiplog.http.outbound.OutboundRequest;
import org.shiplog.http.outbound.OutboundRequest.Body;

/** Carries the library's requests to the provider, and the answers back. */
final class ProviderEndpoint {
    private final GuardedFetch fetch;

    ProviderEndpoint(GuardedFetch fetch) {
        this.fetch = fetch;
    }

    CompletionStage<Fetched> send(HTTPRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.getHeaderMap().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        String type = headers.remove("Content-Type");
        Optional<Body> body = Optional.ofNullable(type).map(found -> new Body(found, request.getBody()));
        return fetch.fetch(new OutboundRequest(request.getURI(), headers, body));
    }

    /** The answer as the library reads it. */
    static HTTPResponse read(Answered answer) throws ParseException {
        HTTPResponse response = new HTTPResponse(answer.status());
        response.setContentType(answer.contentType());
        response.setBody(answer.text());
        return response;
    }
}
