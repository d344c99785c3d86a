package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.oci.ArtifactCopies;
import org.shiplog.http.oci.ArtifactCopies.Source;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/**
 * Copies an artifact into a repository, which need not exist yet. Asks for the right to create artifacts there, as Harbor does, and for
 * the right to push or to push new tags, because that is what a copy is.
 */
final class CopyRoute {
    private final ApiPorts ports;
    private final ArtifactCopies copies;
    private final JsonBody bodies;

    CopyRoute(ApiPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.copies = ports.ofArtifacts().copies();
        this.bodies = bodies;
    }

    Route route() {
        return new Route(
                "CopyArtifact",
                HttpMethods.POST,
                PathTemplate.of(ArtifactPath.ARTIFACTS),
                new Access.OnProject(ArtifactPath.CREATE_ARTIFACT),
                this::copy);
    }

    private CompletionStage<HttpResponse> copy(Call call) {
        return bodies.discard(call.request()).thenCompose(_ -> {
            Optional<RepositoryName> target = ArtifactPath.repository(call);
            if (target.isEmpty()) {
                return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "not the name of a repository"));
            }
            if (!call.rights().allow(ArtifactPath.CREATE_ARTIFACT, target.get())
                    || !call.rights().allow(Permission.PUSH_NEW_TAG, target.get())) {
                return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
            }
            Optional<Source> source =
                    ListRequest.query(call.request()).get("from").flatMap(CopyRoute::source);
            return source.isEmpty()
                    ? completedFuture(ErrorResponse.of(
                            ApiError.BAD_REQUEST, "from must be project/repository:tag or project/repository@digest"))
                    : copy(call, target.get(), source.get());
        });
    }

    /** When there are both a tag and a digest, the digest counts. */
    static Optional<Source> source(String from) {
        int at = from.indexOf('@');
        String named = at < 0 ? from : from.substring(0, at);
        int colon = named.indexOf(':');
        String name = colon < 0 ? named : named.substring(0, colon);
        String tag = colon < 0 ? "" : named.substring(colon + 1);
        String digest = at < 0 ? "" : from.substring(at + 1);
        boolean referred = at < 0
                ? Tag.parse(tag).isPresent()
                : Digest.parse(digest).isPresent()
                        && (colon < 0 || Tag.parse(tag).isPresent());
        return RepositoryName.parse(name)
                .filter(repository -> referred && repository.project().isPresent())
                .map(repository -> new Source(repository, at < 0 ? tag : digest));
    }

    private CompletionStage<HttpResponse> copy(Call call, RepositoryName target, Source source) {
        return ports.projects()
                .query(call.projectName(), new FindProject(Optional.of(target), Optional.empty()))
                .thenCompose(facts -> facts.isEmpty()
                        ? completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such project"))
                        : copies.copy(
                                        new Call(
                                                call.request(),
                                                call.path(),
                                                call.caller(),
                                                call.provenance(),
                                                Optional.of(target),
                                                facts,
                                                call.rights()),
                                        source)
                                .thenApply(refusal -> refusal.orElseGet(() -> created(call, source))));
    }

    private static HttpResponse created(Call call, Source source) {
        String path = call.request().getUri().getPathString();
        String artifacts = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return HttpResponse.create()
                .withStatus(StatusCodes.CREATED)
                .addHeader(RawHeader.create("Location", artifacts + "/" + source.reference()));
    }
}
