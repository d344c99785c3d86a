package org.shiplog.http.route;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.route.ProjectLookup.Found;

/**
 * Lets a request through to its operation, or refuses it.
 *
 * <p>What exists and what is forbidden look the same to whoever may know neither: the refusal is made before existence is
 * looked at, and only callers whose rights do not depend on existence are told that something is unknown.
 */
final class Gatekeeper {
    private final Authentication authentication;
    private final Policy policy;
    private final ProjectLookup lookup;
    private final ProjectDirectory directory;
    private final Challenge challenge;

    Gatekeeper(
            Authentication authentication,
            Policy policy,
            ProjectLookup lookup,
            ProjectDirectory directory,
            Challenge challenge) {
        this.authentication = authentication;
        this.policy = policy;
        this.lookup = lookup;
        this.directory = directory;
        this.challenge = challenge;
    }

    /** A request that found its route. */
    record Candidate(Route route, HttpRequest request, Map<String, String> path, Arrival arrival) {
        boolean onDistributionApi() {
            return Router.isDistributionApi(route.path().template());
        }

        /** Whoever turned it on must be able to turn it off, for which they must log in. */
        boolean isAllowedInReadOnlyMode() {
            return request.method().isSafe() || STILL_ALLOWED.contains(route.id());
        }

        private static final Set<String> STILL_ALLOWED =
                Set.of("updateConfigurations", "login", "userExists", "onboardOidcUser", "onboardOidcUserByForm");

        /** Names of repositories never begin with an underscore, so such paths are about all of them. */
        boolean onWholeRegistry() {
            return route.path().template().startsWith("/v2/_");
        }
    }

    sealed interface Verdict {
        record Passed(Call call) implements Verdict {}

        record Refused(HttpResponse response) implements Verdict {}
    }

    CompletionStage<Verdict> check(Candidate candidate) {
        Optional<String> crossSite =
                CrossSiteGuard.fault(candidate.request(), candidate.arrival().rawPath());
        if (crossSite.isPresent()) {
            return refuse(ErrorResponse.of(ApiError.FORBIDDEN, crossSite.get()));
        }
        return authentication
                .authenticate(candidate.request(), candidate.arrival(), candidate.onDistributionApi())
                .thenCompose(outcome -> switch (outcome) {
                    case Authentication.Outcome.Known(Caller caller) -> checkAccess(candidate, caller);
                    case Authentication.Outcome.Rejected(boolean bearer) ->
                        refuse(unauthorized(candidate, bearer ? Optional.of("invalid_token") : Optional.empty()));
                    case Authentication.Outcome.Throttled(Duration after) -> refuse(ErrorResponse.throttled(after));
                });
    }

    private CompletionStage<Verdict> checkAccess(Candidate candidate, Caller caller) {
        // Whoever must let people in again may find the registry in any mode.
        boolean byOperator = caller.principal() instanceof Principal.Operator;
        if (policy.isReadOnly() && !byOperator && !candidate.isAllowedInReadOnlyMode()) {
            return refuse(ErrorResponse.of(
                    ApiError.DENIED, "The system is in read only mode. Any modification is prohibited."));
        }
        return switch (candidate.route().access()) {
            case Access.Anyone _ -> pass(candidate, caller);
            case Access.LoggedIn _ -> checkPrincipal(candidate, caller, Optional.empty());
            case Access.OnWhatIsFound _ -> checkPrincipal(candidate, caller, Optional.empty());
            case Access.OnSystem(Permission permission) -> checkPrincipal(candidate, caller, Optional.of(permission));
            case Access.OnRepository(Set<Action> actions) -> checkRepository(candidate, caller, actions);
            case Access.OnProject(Permission permission) -> checkProject(candidate, caller, permission);
        };
    }

    private CompletionStage<Verdict> checkPrincipal(
            Candidate candidate, Caller caller, Optional<Permission> permission) {
        return switch (caller.principal()) {
            case Principal.Anonymous _ -> refuse(unauthorized(candidate, caller));
            case Principal.Authenticated principal -> {
                if (permission.isPresent() && !ProjectAccess.ofSystem(principal, permission.get())) {
                    yield refuse(forbidden(candidate));
                }
                yield candidate.onWholeRegistry() && !caller.reachesRegistry()
                        ? refuse(unauthorized(candidate, caller))
                        : pass(candidate, caller);
            }
            // Nobody logs in as the registry.
            case Principal.Registry _ -> refuse(forbidden(candidate));
        };
    }

    private CompletionStage<Verdict> checkRepository(Candidate candidate, Caller caller, Set<Action> actions) {
        Optional<RepositoryName> parsed =
                Optional.ofNullable(candidate.path().get("name")).flatMap(RepositoryName::parse);
        if (parsed.isEmpty()) {
            return refuse(ErrorResponse.of(ApiError.NAME_INVALID));
        }
        RepositoryName name = parsed.get();
        if (!caller.reaches(name, actions)) {
            return refuse(unauthorized(candidate, caller));
        }
        return lookup.find(caller.principal(), name.project(), parsed).thenCompose(found -> {
            if (!actions.stream().allMatch(action -> found.rights().allow(action.permission(), name))) {
                return refuse(notPermitted(candidate, caller));
            }
            return found.facts().isEmpty()
                    ? refuse(noProject(name, actions))
                    : pass(candidate, caller, parsed, found, candidate.path());
        });
    }

    /** For callers whose rights do not depend on it. docker tries a push again for a minute, unless it is denied. */
    private static HttpResponse noProject(RepositoryName name, Set<Action> actions) {
        return actions.contains(Action.PUSH_NEW_TAG)
                ? ErrorResponse.of(ApiError.DENIED, "there is no project for " + name + ": create it before the push")
                : ErrorResponse.of(ApiError.NAME_UNKNOWN);
    }

    private CompletionStage<Verdict> checkProject(Candidate candidate, Caller caller, Permission permission) {
        return resolve(candidate)
                .thenCompose(name -> findNamed(candidate, caller, name).thenCompose(found -> {
                    if (!isAllowed(found.rights(), permission)) {
                        return refuse(notPermitted(candidate, caller));
                    }
                    if (name.isEmpty() || found.facts().isEmpty()) {
                        return refuse(ErrorResponse.of(ApiError.NOT_FOUND));
                    }
                    Map<String, String> path = new HashMap<>(candidate.path());
                    path.put(Call.PROJECT, name.get().value());
                    return pass(candidate, caller, Optional.empty(), found, path);
                }));
    }

    /** On the contents of some repositories is enough: which ones, the operation looks at. */
    private static boolean isAllowed(Rights rights, Permission permission) {
        return permission.concernsRepositories() ? rights.allowSomewhere(permission) : rights.allow(permission);
    }

    /** A name found by number must still belong to that number: another project may have taken it meanwhile. */
    private CompletionStage<Found> findNamed(Candidate candidate, Caller caller, Optional<ProjectName> name) {
        Optional<Long> asked = askedId(candidate);
        return lookup.find(caller.principal(), name, Optional.empty())
                .thenApply(found -> asked.isPresent()
                                && !found.facts().map(ProjectFacts::projectId).equals(asked)
                        ? lookup.unknown(caller.principal())
                        : found);
    }

    private CompletionStage<Optional<ProjectName>> resolve(Candidate candidate) {
        Optional<Long> id = askedId(candidate);
        if (id.isPresent()) {
            return directory.nameOf(id.get());
        }
        String name =
                candidate.path().getOrDefault("project_name", candidate.path().get("project_name_or_id"));
        return completedFuture(Optional.ofNullable(name).flatMap(ProjectName::parse));
    }

    /** A number stands for a project's id, unless the client says that it is the name. */
    private static Optional<Long> askedId(Candidate candidate) {
        String text = candidate.path().getOrDefault("project_name_or_id", "");
        boolean isName = candidate
                .request()
                .getHeader("X-Is-Resource-Name")
                .map(header -> Boolean.parseBoolean(header.value()))
                .orElse(false);
        boolean isNumber =
                !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber && !isName ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private HttpResponse notPermitted(Candidate candidate, Caller caller) {
        return isLoggedIn(caller) ? forbidden(candidate) : unauthorized(candidate, caller);
    }

    private HttpResponse unauthorized(Candidate candidate, Caller caller) {
        return unauthorized(
                candidate, caller.presentedCredentials() ? Optional.of("insufficient_scope") : Optional.empty());
    }

    private HttpResponse unauthorized(Candidate candidate, Optional<String> fault) {
        return candidate.onDistributionApi() ? challenge.forToken(candidate, fault) : challenge.forPassword();
    }

    private static HttpResponse forbidden(Candidate candidate) {
        return ErrorResponse.of(candidate.onDistributionApi() ? ApiError.DENIED : ApiError.FORBIDDEN);
    }

    private static boolean isLoggedIn(Caller caller) {
        return caller.principal() instanceof Principal.Authenticated;
    }

    private static CompletionStage<Verdict> refuse(HttpResponse response) {
        return completedFuture(new Verdict.Refused(response));
    }

    private static CompletionStage<Verdict> pass(Candidate candidate, Caller caller) {
        return pass(candidate, caller, Optional.empty(), new Found(Optional.empty(), Rights.NONE), candidate.path());
    }

    private static CompletionStage<Verdict> pass(
            Candidate candidate,
            Caller caller,
            Optional<RepositoryName> repository,
            Found project,
            Map<String, String> path) {
        return completedFuture(new Verdict.Passed(new Call(
                candidate.request(),
                path,
                caller,
                Provenances.of(candidate.request(), candidate.arrival(), caller.principal()),
                repository,
                project.facts(),
                project.rights())));
    }
}
