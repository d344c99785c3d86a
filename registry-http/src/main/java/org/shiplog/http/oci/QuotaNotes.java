package org.shiplog.http.oci;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.NoteStorageLimit;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.project.ProjectRefusal;

/**
 * Makes events of it that pushes come near to a project's storage limit or are refused by it. Answers do not wait for them.
 *
 * <p>Who pushes must not fill the journal with what was not pushed: of one project a node notes one refusal a minute, and one warning an
 * hour.
 */
final class QuotaNotes {
    static final Duration REFUSALS_APART = Duration.ofMinutes(1);
    static final Duration WARNINGS_APART = Duration.ofHours(1);
    private static final int MAX_TRACKED = 10_000;

    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;
    private final Cache<ProjectName, Boolean> refused;
    private final Cache<ProjectName, Boolean> warned;

    QuotaNotes(Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects, InstantSource clock) {
        this.projects = projects;
        this.refused = lately(clock, REFUSALS_APART);
        this.warned = lately(clock, WARNINGS_APART);
    }

    private static Cache<ProjectName, Boolean> lately(InstantSource clock, Duration apart) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_TRACKED)
                .expireAfterWrite(apart)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    void note(ProjectName project, StorageLimitReached reached, Provenance provenance) {
        Cache<ProjectName, Boolean> lately = reached.refused() ? refused : warned;
        if (lately.asMap().putIfAbsent(project, true) == null) {
            // The request may send commands of its own to the project.
            var unused = projects.execute(
                    project,
                    new NoteStorageLimit(reached),
                    provenance.withCommandId(provenance.commandId() + "/limit"));
        }
    }
}
