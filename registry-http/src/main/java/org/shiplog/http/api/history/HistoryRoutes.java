package org.shiplog.http.api.history;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.Horizon;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.ListRequest;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.history.PastArtifact;
import org.shiplog.projections.history.TagPeriod;
import org.shiplog.projections.query.ListQuery;

/**
 * Repositories in the past: everything that a tag stood for, what there was at a time, and how two times differ. Who may pull
 * from a repository today may see its past, and who may see the project's log may see who did it.
 */
final class HistoryRoutes {
    private static final String REPOSITORY = "/api/shiplog/v1/projects/{project_name}/repositories/{repository_name}";

    private final HistoryPorts ports;
    private final Horizons horizons;
    private final InstantSource clock;

    HistoryRoutes(HistoryPorts ports, Horizons horizons, InstantSource clock) {
        this.ports = ports;
        this.horizons = horizons;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                route("tagHistory", REPOSITORY + "/tags/{tag_name}/history", this::tagHistory),
                route("repositoryAt", REPOSITORY, this::repositoryAt),
                route("repositoryDiff", REPOSITORY + "/diff", this::repositoryDiff));
    }

    private Route route(String id, String path, Answer answer) {
        return new Route(
                id,
                HttpMethods.GET,
                PathTemplate.of(path),
                new Access.OnProject(Permission.PULL),
                call -> onRepository(call, answer));
    }

    private interface Answer {
        CompletionStage<HttpResponse> of(Call call, RepositoryName repository, ListQuery page, Horizon horizon);
    }

    private CompletionStage<HttpResponse> onRepository(Call call, Answer answer) {
        Optional<RepositoryName> repository = PastRequest.repository(call);
        if (repository.isEmpty()) {
            return PastAnswer.badRequest("not a repository's name");
        }
        // The gatekeeper let in whoever may pull from any of the project's.
        if (!call.rights().allow(Permission.PULL, repository.get())) {
            return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
        }
        return ListRequest.of(call.request())
                .with(page -> horizons.of(call.projectName())
                        .thenCompose(horizon -> answer.of(call, repository.get(), page, horizon)));
    }

    private CompletionStage<HttpResponse> tagHistory(
            Call call, RepositoryName repository, ListQuery page, Horizon horizon) {
        Optional<Tag> tag = PastRequest.tag(call);
        if (tag.isEmpty() || !PastRequest.hasOnly(PastRequest.query(call), Set.of())) {
            return PastAnswer.badRequest("needs the name of a tag, and may have page and page_size");
        }
        return ports.ask(() -> ports.queries().periods(repository, call.projectId(), tag.get(), page))
                .thenApply(periods -> {
                    if (periods.total() == 0) {
                        return ErrorResponse.of(ApiError.NOT_FOUND, "the tag never stood for anything");
                    }
                    ObjectNode body =
                            body(repository, horizon).put("tag", tag.get().value());
                    ArrayNode rows = body.putArray("history");
                    periods.rows().forEach(period -> rows.add(period(call, period, horizon)));
                    return PastAnswer.linked(call, page, periods, body);
                });
    }

    private ObjectNode period(Call call, TagPeriod period, Horizon horizon) {
        ObjectNode row = Json.object()
                .put("event", period.event())
                .put("digest", period.digest().toString())
                .put("from", period.from().toString());
        period.until().ifPresent(until -> row.put("until", until.toString()));
        period.endEvent().ifPresent(event -> row.put("end_event", event));
        period.undoes().ifPresent(event -> row.put("undoes", event));
        if (showsWho(call)) {
            row.put("by", period.by());
            period.endedBy().ifPresent(by -> row.put("ended_by", by));
        }
        Instant kept = horizon.at(clock.instant());
        return row.put(
                "available", period.goneAt().map(gone -> !gone.isBefore(kept)).orElse(true));
    }

    static boolean showsWho(Call call) {
        return call.rights().allow(AuditScope.LIST);
    }

    private CompletionStage<HttpResponse> repositoryAt(
            Call call, RepositoryName repository, ListQuery page, Horizon horizon) {
        Optional<Instant> at = PastRequest.time(PastRequest.query(call), "at", clock.instant());
        if (at.isEmpty() || !PastRequest.hasOnly(PastRequest.query(call), Set.of("at"))) {
            return PastAnswer.badRequest(
                    "needs at, a past time such as 2026-11-01T12:00:00Z, and may have page and page_size");
        }
        return ports.ask(() -> ports.snapshots().artifacts(repository, call.projectId(), at.get(), page))
                .thenApply(found -> {
                    if (found.isEmpty()) {
                        return ErrorResponse.of(ApiError.NOT_FOUND, "there was no such repository at that time");
                    }
                    ObjectNode body =
                            body(repository, horizon).put("at", at.get().toString());
                    ArrayNode rows = body.putArray("artifacts");
                    found.get().rows().forEach(artifact -> rows.add(artifact(call, artifact)));
                    return PastAnswer.linked(call, page, found.get(), body);
                });
    }

    private static ObjectNode artifact(Call call, PastArtifact artifact) {
        ObjectNode row = Json.object()
                .put("digest", artifact.digest().toString())
                .put("media_type", artifact.mediaType())
                .put("size", artifact.size())
                .put("pushed_at", artifact.pushedAt().toString())
                .put("event", artifact.event());
        if (!artifact.artifactType().isEmpty()) {
            row.put("artifact_type", artifact.artifactType());
        }
        if (showsWho(call)) {
            row.put("by", artifact.by());
        }
        ArrayNode tags = row.putArray("tags");
        artifact.tags().forEach(tags::add);
        return row;
    }

    private CompletionStage<HttpResponse> repositoryDiff(
            Call call, RepositoryName repository, ListQuery page, Horizon horizon) {
        Optional<Between> between = Between.of(PastRequest.query(call), clock.instant());
        if (between.isEmpty()) {
            return PastAnswer.badRequest(Between.NEEDED);
        }
        return ports.ask(() -> ports.snapshots()
                        .differences(
                                call.projectId(),
                                Optional.of(repository),
                                between.get().from(),
                                between.get().to(),
                                page))
                .thenApply(found -> PastAnswer.linked(
                        call, page, found, between.get().body(body(repository, horizon), found.rows())));
    }

    private ObjectNode body(RepositoryName repository, Horizon horizon) {
        return Json.object()
                .put("repository", repository.value())
                .put("horizon", horizon.at(clock.instant()).toString())
                .put(Horizon.KEY, horizon.days());
    }
}
