package org.shiplog.http.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryQuery.ListTags;
import org.shiplog.domain.repository.RepositoryQuery.TagPage;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.Route;

/** The tags of a repository in byte order, whole or in pages (distribution-spec, "Listing Tags"). */
final class TagRoutes {
    /** The most tags that one answer holds when the client sets no limit. */
    static final int MAX_TAGS = 10_000;

    private final Repositories repositories;
    private final int maxTags;

    /** @param maxTags the most tags in an answer to a request without a limit */
    TagRoutes(Repositories repositories, int maxTags) {
        this.repositories = repositories;
        this.maxTags = maxTags;
    }

    List<Route> routes() {
        return List.of(new Route(
                "end-8", HttpMethods.GET, OciPath.TAGS, new Access.OnRepository(Set.of(Action.PULL)), this::list));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        Optional<Pagination> pagination = Pagination.of(QueryParameters.of(call.request()));
        if (pagination.isEmpty()) {
            return Repositories.now(ApiError.PAGINATION_NUMBER_INVALID);
        }
        Optional<Tag> last = pagination.get().last().flatMap(Tag::parse);
        if (last.isEmpty() && pagination.get().last().isPresent()) {
            return Repositories.now(
                    OciError.of(ApiError.MANIFEST_INVALID, "last must be a tag").response());
        }
        return more(call, pagination.get(), last, new ArrayList<>());
    }

    /** Asks for page after page, because the repository gives only so many tags at once. */
    private CompletionStage<HttpResponse> more(
            Call call, Pagination pagination, Optional<Tag> last, List<Tag> collected) {
        int limit = pagination.limit().orElse(maxTags);
        int wanted = Math.min(limit - collected.size(), RepositoryQuery.MAX_PAGE);
        return repositories.ask(call, generation -> new ListTags(generation, last, wanted), (TagPage page) -> {
            if (!page.known()) {
                return Repositories.now(ApiError.NAME_UNKNOWN);
            }
            collected.addAll(page.tags());
            return page.more() && !page.tags().isEmpty() && collected.size() < limit
                    ? more(call, pagination, Optional.of(collected.getLast()), collected)
                    : Repositories.now(answer(call, pagination, collected, page.more()));
        });
    }

    private static HttpResponse answer(Call call, Pagination pagination, List<Tag> tags, boolean more) {
        String name = Repositories.name(call).value();
        HttpResponse response =
                NameList.response("tags", tags.stream().map(Tag::value).toList(), Optional.of(name));
        return more && !tags.isEmpty()
                ? response.addHeader(OciHeaders.of(
                        OciHeaders.LINK,
                        pagination.linkAfter(
                                "/v2/" + name + "/tags/list", tags.getLast().value())))
                : response;
    }
}
