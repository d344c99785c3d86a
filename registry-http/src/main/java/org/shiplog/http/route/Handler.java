package org.shiplog.http.route;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers a call that was let through. Must consume or discard the request's entity, or fail. */
@FunctionalInterface
public interface Handler {
    CompletionStage<HttpResponse> handle(Call call);
}
