package org.shiplog.http.api.event;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.feed.Audience;
import org.shiplog.projections.feed.PublicEvent;
import org.shiplog.projections.journal.JournalOffset;

/**
 * What one caller may be told, by the rights of today: of whatever is in a project, and happened in that very project. Used by one
 * request, one step after the other.
 */
final class EventReader {
    private static final int REMEMBERED = 1_000;

    private final Principal principal;
    private final ProjectLookup lookup;
    private final ProjectEras eras;
    private final Duration lifetime;
    private final Map<ProjectName, Known> known = new HashMap<>();

    /** @param lifetime for how long the answer about a project is used */
    EventReader(Principal principal, ProjectLookup lookup, ProjectEras eras, Duration lifetime) {
        this.principal = principal;
        this.lookup = lookup;
        this.eras = eras;
        this.lifetime = lifetime;
    }

    /** @param begin where the project that the rights are about begins */
    private record Known(Rights rights, JournalOffset begin, long untilNanos) {}

    /** @param withActor whether the reader may know who did it */
    record Told(PublicEvent event, boolean withActor) {}

    /** Whether the caller may be told of everything. */
    private boolean isAuditor() {
        return ProjectAccess.ofSystem(principal, Audience.AUDITORS.permission());
    }

    /** Whether the caller may know of the project, or need not care whether there is one. */
    CompletionStage<Boolean> mayAskFor(Optional<ProjectName> project) {
        return project.isEmpty() || isAuditor()
                ? completedFuture(true)
                : in(project.get())
                        .thenApply(found -> found.rights().allow(Permission.READ_PROJECT)
                                || found.rights().allowSomewhere(Permission.PULL)
                                || found.rights().allow(AuditScope.LIST));
    }

    /** Those of the events that the caller may be told of. */
    CompletionStage<List<Told>> mayBeTold(List<PublicEvent> events) {
        if (isAuditor()) {
            return completedFuture(
                    events.stream().map(event -> new Told(event, true)).toList());
        }
        List<PublicEvent> inProjects = events.stream()
                .filter(event -> event.type().audience() != Audience.AUDITORS)
                .filter(event -> event.project().isPresent())
                .toList();
        CompletionStage<Map<ProjectName, Known>> all = completedFuture(new HashMap<>());
        for (ProjectName project : projects(inProjects)) {
            all = all.thenCompose(found -> in(project).thenApply(rights -> {
                found.put(project, rights);
                return found;
            }));
        }
        return all.thenApply(found ->
                inProjects.stream().flatMap(event -> told(event, found)).toList());
    }

    private static List<ProjectName> projects(List<PublicEvent> events) {
        return events.stream()
                .flatMap(event -> event.project().stream())
                .distinct()
                .toList();
    }

    private static Stream<Told> told(PublicEvent event, Map<ProjectName, Known> found) {
        return event
                .project()
                .map(found::get)
                .filter(in -> isTold(event, in))
                .map(in -> new Told(event, in.rights().allow(AuditScope.LIST)))
                .stream();
    }

    private static boolean isTold(PublicEvent event, Known in) {
        Rights rights = in.rights();
        Permission needed = event.type().audience().permission();
        boolean ofThisProject = event.offset().compareTo(in.begin()) >= 0;
        return ofThisProject
                && switch (event.type().audience()) {
                    case PULLERS ->
                        event.repository()
                                .map(repository -> rights.allow(needed, repository))
                                .orElse(false);
                    case PROJECT_READERS, PROJECT_LOG_READERS -> rights.allow(needed);
                    case AUDITORS -> false;
                };
    }

    private CompletionStage<Known> in(ProjectName project) {
        Known found = known.get(project);
        if (found != null && System.nanoTime() - found.untilNanos() < 0) {
            return completedFuture(found);
        }
        return lookup.find(principal, Optional.of(project), Optional.empty())
                .thenCompose(now -> now.facts().isEmpty() || now.rights().areNone()
                        ? completedFuture(known(Rights.NONE, JournalOffset.END))
                        : eras.begin(project, now.facts().get().projectId())
                                .thenApply(begin -> known(now.rights(), begin)))
                .thenApply(now -> {
                    if (known.size() >= REMEMBERED) {
                        known.clear();
                    }
                    known.put(project, now);
                    return now;
                });
    }

    private Known known(Rights rights, JournalOffset begin) {
        return new Known(rights, begin, System.nanoTime() + lifetime.toNanos());
    }

    /** The same reader as of today, who may have other groups or permissions than before. */
    EventReader as(Principal today) {
        return today.equals(principal) ? this : new EventReader(today, lookup, eras, lifetime);
    }
}
