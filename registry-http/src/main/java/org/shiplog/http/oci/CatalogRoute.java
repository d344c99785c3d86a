package org.shiplog.http.oci;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Route;

/** The repositories that the caller may pull from, in pages; an addition of docker to the distribution API. */
final class CatalogRoute {
    private final CatalogQuery catalog;

    CatalogRoute(CatalogQuery catalog) {
        this.catalog = catalog;
    }

    List<Route> routes() {
        return List.of(new Route("catalog", HttpMethods.GET, OciPath.CATALOG, new Access.LoggedIn(), this::list));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        Optional<Pagination> pagination = Pagination.of(QueryParameters.of(call.request()));
        if (pagination.isEmpty()) {
            return Repositories.now(ApiError.PAGINATION_NUMBER_INVALID);
        }
        int limit = pagination.get().limit().orElse(Pagination.MAX_LIMIT);
        if (limit == 0) {
            return Repositories.now(NameList.response("repositories", List.of(), Optional.empty()));
        }
        // One more than wanted tells whether there is a next page.
        return catalog.page(call, pagination.get().last(), limit + 1)
                .thenApply(found -> answer(pagination.get(), found, limit));
    }

    private static HttpResponse answer(Pagination pagination, List<RepositoryName> found, int limit) {
        List<String> names =
                found.stream().limit(limit).map(RepositoryName::value).toList();
        HttpResponse response = NameList.response("repositories", names, Optional.empty());
        return found.size() > limit
                ? response.addHeader(
                        OciHeaders.of(OciHeaders.LINK, pagination.linkAfter("/v2/_catalog", names.getLast())))
                : response;
    }
}
