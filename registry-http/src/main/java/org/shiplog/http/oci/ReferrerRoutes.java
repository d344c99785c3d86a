package org.shiplog.http.oci;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.repository.RepositoryQuery.ListReferrers;
import org.shiplog.domain.repository.RepositoryQuery.ReferrerPage;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Route;

/**
 * The manifests of a repository that name a manifest as their subject (distribution-spec, "Listing Referrers").
 *
 * <p>Never answers 404: to clients that means that there is no such API, and they begin to keep lists of their own in tags.
 */
final class ReferrerRoutes {
    private static final ContentType INDEX =
            ContentTypes.create(MediaTypes.applicationBinary("vnd.oci.image.index.v1+json", false));

    private static final String ARTIFACT_TYPE = "artifactType";

    private final OciPorts ports;
    private final Referrers referrers;
    private final int pageSize;

    /** @param pageSize the most referrers in one answer */
    ReferrerRoutes(OciPorts ports, Referrers referrers, int pageSize) {
        this.ports = ports;
        this.referrers = referrers;
        this.pageSize = pageSize;
    }

    List<Route> routes() {
        return List.of(new Route(
                "end-12",
                HttpMethods.GET,
                OciPath.REFERRERS,
                new Access.OnRepository(Set.of(Action.PULL)),
                this::list));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        QueryParameters parameters = QueryParameters.of(call.request());
        Optional<String> after = parameters.first("last").filter(text -> !text.isEmpty());
        Optional<Digest> last = after.flatMap(Digest::parse);
        Optional<Digest> subject = Repositories.digest(call);
        if (subject.isEmpty() || after.isPresent() && last.isEmpty()) {
            return Repositories.now(ApiError.DIGEST_INVALID);
        }
        String artifactType = parameters.first(ARTIFACT_TYPE).orElse("");
        return page(call, subject.get(), artifactType, last)
                .thenCompose(referrers::index)
                .thenApply(index -> answer(call, subject.get(), artifactType, index));
    }

    private CompletionStage<ReferrerPage> page(Call call, Digest subject, String artifactType, Optional<Digest> last) {
        Optional<Long> generation = Repositories.generation(call);
        return generation.isEmpty()
                ? CompletableFuture.completedStage(new ReferrerPage(List.of(), false))
                : ports.repositories()
                        .query(
                                Repositories.name(call),
                                new ListReferrers(generation.get(), subject, artifactType, last, pageSize));
    }

    private static HttpResponse answer(Call call, Digest subject, String artifactType, Referrers.Index index) {
        HttpResponse response = HttpResponse.create().withEntity(INDEX, index.bytes());
        if (!artifactType.isEmpty()) {
            response = response.addHeader(OciHeaders.of(OciHeaders.FILTERS_APPLIED, ARTIFACT_TYPE));
        }
        if (index.next().isEmpty()) {
            return response;
        }
        String filter = artifactType.isEmpty() ? "" : ARTIFACT_TYPE + "=" + PercentEncoding.encode(artifactType) + "&";
        String next = PercentEncoding.encode(index.next().get().toString());
        String target = "/v2/" + Repositories.name(call) + "/referrers/" + subject + "?" + filter + "last=" + next;
        return response.addHeader(OciHeaders.of(OciHeaders.LINK, "<" + target + ">; rel=\"next\""));
    }
}
