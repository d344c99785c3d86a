package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.api.artifact.ArtifactContents.Content;
import org.shiplog.http.api.artifact.LayerFiles.Form;
import org.shiplog.http.api.artifact.ModelFiles.Document;
import org.shiplog.http.api.artifact.TarSearch.Outcome;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/**
 * Shows what an artifact carries besides its description: how an image was built, what a chart can be given, what a model says of
 * itself. The texts are others' words and go out as texts, which no browser takes for a page.
 */
final class AdditionRoutes {
    private static final ContentType.NonBinary PLAIN = ContentTypes.create(MediaTypes.TEXT_PLAIN, HttpCharsets.UTF_8);
    private static final ContentType.NonBinary MARKDOWN = ContentTypes.create(
            MediaTypes.customWithOpenCharset("text", "markdown", Map.of(), false), HttpCharsets.UTF_8);
    private static final ContentType BILL_OF_MATERIALS =
            ContentTypes.create(MediaTypes.customBinary("application", "vnd.goharbor.harbor.sbom.v1", true));
    private static final String CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    private final ArtifactCatalog catalog;
    private final Targets targets;
    private final ArtifactContents contents;
    private final LayerFiles files;

    AdditionRoutes(ApiPorts ports, Targets targets, ArtifactContents contents, Materializer materializer) {
        this.catalog = ports.ofArtifacts().catalog();
        this.targets = targets;
        this.contents = contents;
        this.files = new LayerFiles(ports, materializer);
    }

    Route route() {
        return new Route(
                "getAddition",
                HttpMethods.GET,
                PathTemplate.of(ArtifactPath.ARTIFACT + "/additions/{addition}"),
                new Access.OnProject(ArtifactPath.READ_ADDITION),
                this::get);
    }

    private CompletionStage<HttpResponse> get(Call call) {
        Optional<Addition> addition = Addition.of(call.path().getOrDefault("addition", ""));
        return targets.artifact(
                call,
                ArtifactPath.READ_ADDITION,
                (target, digest) -> catalog.artifact(target.repository(), digest)
                        .thenCompose(artifact -> {
                            Optional<Addition> carried = addition.filter(asked -> artifact.stream()
                                    .anyMatch(found -> Addition.of(found).contains(asked)));
                            return carried.isEmpty()
                                    ? completedFuture(
                                            ErrorResponse.of(ApiError.BAD_REQUEST, "the artifact has no such addition"))
                                    : contents.of(artifact.orElseThrow())
                                            .thenCompose(content -> answer(target, carried.get(), content));
                        }));
    }

    private CompletionStage<HttpResponse> answer(Target target, Addition addition, Content content) {
        return switch (addition) {
            case BUILD_HISTORY -> completedFuture(ofConfig(content, "history").orElseGet(AdditionRoutes::absent));
            case DEPENDENCIES ->
                completedFuture(ofConfig(content, "dependencies").orElseGet(() -> Json.ok(Json.array())));
            case VALUES -> ofChart(target, content, "values.yaml", PLAIN);
            case README -> readme(target, content);
            case LICENSE -> document(target, ModelFiles.license(content.manifest()), "license", PLAIN);
            case FILES ->
                completedFuture(ModelFiles.tree(content.manifest())
                        .map(Json::ok)
                        .orElseGet(() -> unfit("its files are no tree, or one too deep")));
            case SBOM -> billOfMaterials(target, content);
        };
    }

    private static Optional<HttpResponse> ofConfig(Content content, String name) {
        return content.config()
                .map(config -> config.path(name))
                .filter(ArrayNode.class::isInstance)
                .map(Json::ok);
    }

    private CompletionStage<HttpResponse> readme(Target target, Content content) {
        return isChart(content)
                ? ofChart(target, content, "readme.md", MARKDOWN)
                : document(target, ModelFiles.readme(content.manifest()), "readme", MARKDOWN);
    }

    private static boolean isChart(Content content) {
        return content.manifest().at("/config/mediaType").asText().startsWith("application/vnd.cncf.helm.");
    }

    /** In the chart's own directory, the only one at the top; the charts that it depends on lie deeper. */
    private CompletionStage<HttpResponse> ofChart(
            Target target, Content content, String file, ContentType.NonBinary type) {
        Predicate<String> wanted = name -> {
            int slash = name.indexOf('/');
            return slash > 0
                    && name.substring(slash + 1).toLowerCase(Locale.ROOT).equals(file);
        };
        for (JsonNode layer : content.manifest().path("layers")) {
            if (layer.path("mediaType").asText().equals(CHART_LAYER)) {
                return files.find(target, layer, Form.TAR_GZIP, file, wanted).thenApply(found -> answer(found, type));
            }
        }
        return completedFuture(absent());
    }

    private CompletionStage<HttpResponse> document(
            Target target, Optional<Document> document, String file, ContentType.NonBinary type) {
        return document.isEmpty()
                ? completedFuture(absent())
                : files.find(target, document.get().layer(), document.get().form(), file, _ -> true)
                        .thenApply(found -> answer(found, type));
    }

    private static HttpResponse answer(Outcome outcome, ContentType.NonBinary type) {
        return switch (outcome) {
            case Outcome.Found(var content) ->
                asText(HttpResponse.create().withEntity(HttpEntities.create(type, content)));
            case Outcome.Absent _ -> absent();
            case Outcome.Unfit(String reason) -> unfit(reason);
        };
    }

    private CompletionStage<HttpResponse> billOfMaterials(Target target, Content content) {
        JsonNode layers = content.manifest().path("layers");
        return layers.size() != 1
                ? completedFuture(absent())
                : files.whole(target, layers.get(0))
                        .thenApply(found -> found.map(layer -> asText(HttpResponse.create()
                                        .withEntity(
                                                HttpEntities.create(BILL_OF_MATERIALS, layer.size(), layer.bytes()))))
                                .orElseGet(AdditionRoutes::absent));
    }

    private static HttpResponse asText(HttpResponse response) {
        return response.addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
    }

    private static HttpResponse absent() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "the artifact does not carry that");
    }

    private static HttpResponse unfit(String reason) {
        return ErrorResponse.of(ApiError.UNPROCESSABLE_ENTITY, "the layer is not shown: " + reason);
    }
}
