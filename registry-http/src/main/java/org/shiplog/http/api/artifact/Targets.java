package org.shiplog.http.api.artifact;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ListRepositories;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectQuery.RegisteredRepository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryQuery.FindManifest;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;

/** Finds the repository and the artifact that a request is about, as they are now. */
final class Targets {
    /** Of a project, among which a caller who is limited to some is looked for. */
    private static final int MAX_LOOKED_AT = 10_000;

    private final ApiPorts ports;

    Targets(ApiPorts ports) {
        this.ports = ports;
    }

    /** Answers by the repository. Whoever is limited to others of the project may not know whether it is there. */
    CompletionStage<HttpResponse> repository(
            Call call, Permission permission, Function<Target, CompletionStage<HttpResponse>> answer) {
        Optional<RepositoryName> name = ArtifactPath.repository(call);
        if (name.isEmpty()) {
            return completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such repository"));
        }
        if (!call.rights().allow(permission, name.get())) {
            return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
        }
        return ports.projects()
                .query(call.projectName(), new FindProject(name, Optional.empty()))
                .thenCompose(facts -> {
                    Optional<Target> target = facts.flatMap(ProjectFacts::generation)
                            .map(generation -> new Target(name.get(), generation));
                    return target.isPresent()
                            ? answer.apply(target.get())
                            : completedFuture(
                                    ErrorResponse.of(ApiError.NOT_FOUND, "repository " + name.get() + " not found"));
                });
    }

    /** Which of the project's repositories the caller is limited to; empty for none. */
    CompletionStage<Optional<List<RepositoryName>>> limits(Call call, Permission permission) {
        if (call.rights().allow(permission)) {
            return completedFuture(Optional.empty());
        }
        return ports.projects()
                .query(call.projectName(), new ListRepositories(Optional.empty(), MAX_LOOKED_AT))
                .thenApply(registered -> Optional.of(registered.stream()
                        .map(RegisteredRepository::name)
                        .filter(name -> call.rights().allow(permission, name))
                        .toList()));
    }

    /** Answers by the artifact, whether a tag or its digest names it. */
    CompletionStage<HttpResponse> artifact(
            Call call, Permission permission, BiFunction<Target, Digest, CompletionStage<HttpResponse>> answer) {
        return repository(call, permission, target -> {
            String reference = call.path().getOrDefault("reference", "");
            return find(target, reference)
                    .thenCompose(found -> found.isPresent()
                            ? answer.apply(target, found.get().digest())
                            : completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such artifact")));
        });
    }

    private CompletionStage<Optional<FoundManifest>> find(Target target, String reference) {
        Optional<Digest> digest = Digest.parse(reference);
        if (digest.isPresent()) {
            return ports.repositories().query(target.repository(), new FindManifest(target.generation(), digest.get()));
        }
        Optional<Tag> tag = Tag.parse(reference);
        return tag.isPresent() ? resolve(target, tag.get()) : completedFuture(Optional.empty());
    }

    CompletionStage<Optional<FoundManifest>> resolve(Target target, Tag tag) {
        return ports.repositories().query(target.repository(), new ResolveTag(target.generation(), tag));
    }

    /** Sends a command and answers by {@code done}, or by the refusal. */
    CompletionStage<HttpResponse> execute(
            Target target, RepositoryCommand command, Provenance provenance, HttpResponse done) {
        return ports.repositories()
                .execute(target.repository(), command, provenance)
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<RepositoryRefusal> _ -> done;
                    case Outcome.Refused<RepositoryRefusal>(RepositoryRefusal refusal) -> response(refusal);
                });
    }

    static HttpResponse response(RepositoryRefusal refusal) {
        return switch (refusal) {
            case RepositoryRefusal.GenerationRetired _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such repository");
            case RepositoryRefusal.ManifestUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such artifact");
            case RepositoryRefusal.TagUnknown _ -> ErrorResponse.of(ApiError.NOT_FOUND, "no such tag");
            case RepositoryRefusal.LabelNotAttached _ ->
                ErrorResponse.of(ApiError.NOT_FOUND, "the label is not on the artifact");
            case RepositoryRefusal.TagReserved(Tag tag) ->
                ErrorResponse.of(ApiError.BAD_REQUEST, "tag " + tag + " has the form of a tag of the past");
            case RepositoryRefusal.TagTaken taken ->
                ErrorResponse.of(ApiError.CONFLICT, "tag " + taken.tag() + " already exists");
            case RepositoryRefusal.LabelAttached _ ->
                ErrorResponse.of(ApiError.CONFLICT, "the label is on the artifact already");
            case RepositoryRefusal.RepositoryNotEmpty _,
                    RepositoryRefusal.TagChangedSince _,
                    RepositoryRefusal.DescriptionChangedSince _,
                    RepositoryRefusal.ManifestTaggedSince _,
                    RepositoryRefusal.BlobUnknown _,
                    RepositoryRefusal.BlobInUse _,
                    RepositoryRefusal.ManifestBlobsUnknown _,
                    RepositoryRefusal.BlobSizeMismatch _ ->
                throw new IllegalStateException("no answer to a change of the catalogue: " + refusal);
        };
    }
}
