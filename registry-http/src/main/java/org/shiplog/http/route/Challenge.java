package org.shiplog.http.route;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Gatekeeper.Candidate;

/**
 * Asks for credentials: on the distribution API for a registry token of the scope that the operation needs (RFC 6750 and the
 * Docker registry token specification), on the management API for a password.
 */
final class Challenge {
    private static final String HEADER = "WWW-Authenticate";

    private final ExternalUrl externalUrl;
    private final String service;

    Challenge(ExternalUrl externalUrl, String service) {
        this.externalUrl = externalUrl;
        this.service = service;
    }

    /** @param fault why the presented token does not do, in the words of RFC 6750; empty when none was presented */
    HttpResponse forToken(Candidate candidate, Optional<String> fault) {
        Optional<String> base = externalUrl.of(candidate.request());
        if (base.isEmpty()) {
            return ErrorResponse.of(ApiError.BAD_REQUEST, "invalid Host header");
        }
        StringBuilder value = new StringBuilder("Bearer realm=\"")
                .append(base.get())
                .append("/service/token\",service=\"")
                .append(service)
                .append('"');
        scope(candidate)
                .ifPresent(scope -> value.append(",scope=\"").append(scope).append('"'));
        fault.ifPresent(error -> value.append(",error=\"").append(error).append('"'));
        return ErrorResponse.of(ApiError.UNAUTHORIZED).addHeader(RawHeader.create(HEADER, value.toString()));
    }

    HttpResponse forPassword() {
        return ErrorResponse.of(ApiError.UNAUTHORIZED)
                .addHeader(RawHeader.create(HEADER, "Basic realm=\"" + service + "\", charset=\"UTF-8\""));
    }

    private static Optional<String> scope(Candidate candidate) {
        if (candidate.onWholeRegistry()) {
            return Optional.of("registry:catalog:*");
        }
        return candidate.route().access() instanceof Access.OnRepository(Set<Action> actions)
                ? Optional.ofNullable(candidate.path().get("name"))
                        .flatMap(RepositoryName::parse)
                        .map(name -> repositoryScope(name, actions) + mountScope(candidate.request()))
                : Optional.empty();
    }

    /** Who pushes looks before whether it is there: a token for both spares a round trip. */
    private static String repositoryScope(RepositoryName name, Set<Action> actions) {
        return "repository:" + name + ":"
                + Stream.concat(
                                actions.contains(Action.PUSH_NEW_TAG) ? Stream.of(Action.PULL) : Stream.empty(),
                                actions.stream())
                        .sorted(Comparator.naturalOrder())
                        .map(Action::scope)
                        .distinct()
                        .collect(Collectors.joining(","));
    }

    /** A mount reads from a second repository; a client that asks for both at once is spared a round trip. */
    private static String mountScope(HttpRequest request) {
        if (!request.method().equals(HttpMethods.POST)) {
            return "";
        }
        Query query = request.getUri().query();
        List<String> sources = query.get("mount").isPresent() ? query.getAll("from") : List.of();
        return sources.stream()
                .findFirst()
                .flatMap(RepositoryName::parse)
                .map(from -> " " + repositoryScope(from, Set.of(Action.PULL)))
                .orElse("");
    }
}
