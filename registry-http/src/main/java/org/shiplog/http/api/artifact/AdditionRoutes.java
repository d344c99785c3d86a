package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.oci.Digest;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.catalog.ArtifactKind;
import org.shiplog.projections.catalog.CatalogArtifact;

/** Shows what an artifact carries besides its description: of an image, how it was built. */
final class AdditionRoutes {
    static final String BUILD_HISTORY = "build_history";

    private final ArtifactCatalog catalog;
    private final Targets targets;
    private final ArtifactContents contents;

    AdditionRoutes(ArtifactCatalog catalog, Targets targets, ArtifactContents contents) {
        this.catalog = catalog;
        this.targets = targets;
        this.contents = contents;
    }

    Route route() {
        return new Route(
                "getAddition",
                HttpMethods.GET,
                PathTemplate.of(ArtifactPath.ARTIFACT + "/additions/{addition}"),
                new Access.OnProject(ArtifactPath.READ_ADDITION),
                this::get);
    }

    /** An index has no history of its own. */
    static boolean hasBuildHistory(CatalogArtifact artifact) {
        return artifact.kind().equals(ArtifactKind.IMAGE)
                && !artifact.configType().isEmpty();
    }

    private CompletionStage<HttpResponse> get(Call call) {
        String name = call.path().getOrDefault("addition", "").toLowerCase(Locale.ROOT);
        return targets.artifact(
                call,
                ArtifactPath.READ_ADDITION,
                (target, digest) -> name.equals(BUILD_HISTORY) ? history(target, digest) : unsupported());
    }

    private CompletionStage<HttpResponse> history(Target target, Digest digest) {
        return catalog.artifact(target.repository(), digest).thenCompose(found -> {
            if (found.isEmpty() || !hasBuildHistory(found.get())) {
                return unsupported();
            }
            return contents.of(found.get())
                    .thenApply(content -> content.config()
                            .<JsonNode>map(config -> config.path("history"))
                            .filter(JsonNode::isArray)
                            .map(Json::ok)
                            .orElseGet(() -> ErrorResponse.of(ApiError.NOT_FOUND, "the image tells no history")));
        });
    }

    private static CompletionStage<HttpResponse> unsupported() {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "the artifact has no such addition"));
    }
}
