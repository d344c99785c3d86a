package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryCommand.TagManifest;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Shows, sets and deletes the tags of an artifact. A tag that there is stays where it is: only a push moves it. */
public final class TagRoutes {
    private static final String TAGS = ArtifactPath.ARTIFACT + "/tags";
    private static final String TAG = TAGS + "/{tag_name}";
    private static final int MAX_LENGTH = 128;
    private static final Set<String> KNOWN =
            Set.of("id", "repository_id", "artifact_id", "name", "push_time", "pull_time", "immutable", "signed");

    private final ArtifactCatalog catalog;
    private final JsonBody bodies;
    private final Targets targets;

    public TagRoutes(ApiPorts ports, JsonBody bodies) {
        this.catalog = ports.ofArtifacts().catalog();
        this.bodies = bodies;
        this.targets = new Targets(ports);
    }

    public List<Route> routes() {
        return List.of(
                route("listTags", HttpMethods.GET, TAGS, ArtifactPath.LIST_TAGS, this::list),
                route("createTag", HttpMethods.POST, TAGS, ArtifactPath.CREATE_TAG, this::create),
                route("deleteTag", HttpMethods.DELETE, TAG, ArtifactPath.DELETE_TAG, this::delete));
    }

    private static Route route(String id, HttpMethod method, String path, Permission permission, Handler handler) {
        return new Route(id, method, PathTemplate.of(path), new Access.OnProject(permission), handler);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        return targets.artifact(call, ArtifactPath.LIST_TAGS, (target, digest) -> {
            ArtifactJson json = new ArtifactJson(
                    target.repository(), call.project().orElseThrow().projectId());
            return ListRequest.of(call.request())
                    .answer(list -> catalog.tags(target.repository(), digest, list), json::tag);
        });
    }

    private CompletionStage<HttpResponse> create(Call call) {
        return bodies.read(
                call.request(),
                TagRoutes::name,
                tag -> targets.artifact(
                        call, ArtifactPath.CREATE_TAG, (target, digest) -> create(call, target, digest, tag)));
    }

    private static Tag name(Fields fields) throws Fields.Unfit {
        return fields.only(KNOWN)
                .text("name", MAX_LENGTH)
                .flatMap(Tag::parse)
                .orElseThrow(() -> new Fields.Unfit("name must be a tag"));
    }

    private CompletionStage<HttpResponse> create(Call call, Target target, Digest digest, Tag tag) {
        return targets.resolve(target, tag)
                .thenCompose(taken -> taken.isPresent()
                        ? completedFuture(ErrorResponse.of(ApiError.CONFLICT, "tag " + tag + " already exists"))
                        : targets.execute(
                                target,
                                new TagManifest(target.generation(), digest, tag),
                                call.provenance(),
                                HttpResponse.create().withStatus(StatusCodes.CREATED)));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        Optional<Tag> tag = Tag.parse(call.path().getOrDefault("tag_name", ""));
        return bodies.discard(call.request())
                .thenCompose(_ -> targets.artifact(
                        call,
                        ArtifactPath.DELETE_TAG,
                        (target, digest) -> tag.isPresent()
                                ? delete(call, target, digest, tag.get())
                                : completedFuture(unknown())));
    }

    private CompletionStage<HttpResponse> delete(Call call, Target target, Digest digest, Tag tag) {
        return targets.resolve(target, tag).thenCompose(found -> {
            boolean ofArtifact =
                    found.map(manifest -> manifest.digest().equals(digest)).orElse(false);
            return ofArtifact
                    ? targets.execute(
                            target, new DeleteTag(target.generation(), tag), call.provenance(), HttpResponse.create())
                    : completedFuture(unknown());
        });
    }

    private static HttpResponse unknown() {
        return ErrorResponse.of(ApiError.NOT_FOUND, "no such tag");
    }
}
