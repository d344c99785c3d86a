package org.shiplog.http.api.icon;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ArtifactPorts;
import org.shiplog.http.api.port.Visibilities;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/**
 * Gives out icons: those of kinds to anybody, an artifact's own to whoever finds a project in lists that holds it. An icon that one may not
 * see is unknown.
 */
public final class IconRoutes {
    private final ArtifactPorts artifacts;
    private final Visibilities visibility;
    private final Materializer materializer;

    public IconRoutes(ArtifactPorts artifacts, Visibilities visibility, Materializer materializer) {
        this.artifacts = artifacts;
        this.visibility = visibility;
        this.materializer = materializer;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "getIcon",
                HttpMethods.GET,
                PathTemplate.of("/api/v2.0/icons/{digest}"),
                new Access.Anyone(),
                this::get));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        Optional<Digest> digest = Digest.parse(call.path().getOrDefault("digest", ""));
        if (digest.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "not a digest"));
        }
        return BuiltInIcon.of(digest.get())
                .<CompletionStage<HttpResponse>>map(
                        icon -> completedFuture(answer(BuiltInIcon.CONTENT_TYPE, icon.content())))
                .orElseGet(() -> own(call, digest.get()));
    }

    private CompletionStage<HttpResponse> own(Call call, Digest digest) {
        return artifacts
                .catalog()
                .blobSize(visibility.of(call.principal()), digest)
                .thenCompose(size -> size.isEmpty() || size.get() > OwnIcon.MAX_SIZE
                        ? completedFuture(unknown())
                        : read(digest, size.get())
                                .thenApply(content -> OwnIcon.contentType(content)
                                        .map(type -> answer(type, base64(content)))
                                        .orElseGet(IconRoutes::unknown)));
    }

    private CompletionStage<ByteString> read(Digest digest, long size) {
        return artifacts
                .blobs()
                .read(digest, 0, size)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer);
    }

    private static String base64(ByteString content) {
        return Base64.getEncoder().encodeToString(content.toArrayUnsafe());
    }

    private static HttpResponse answer(String type, String content) {
        return Json.ok(Json.object().put("content-type", type).put("content", content));
    }

    private static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such icon");
    }
}
