package org.shiplog.projections.feed;

import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.journal.SliceRange;

/**
 * Which events a reader wants to be told of.
 *
 * @param types none for all
 * @param project only what is about it
 * @param repositories only what is about repositories that match, within the project; needs a project
 */
public record EventFilter(Set<EventType> types, Optional<ProjectName> project, Optional<RepositoryGlob> repositories) {
    public static final EventFilter ALL = new EventFilter(Set.of(), Optional.empty(), Optional.empty());

    public EventFilter {
        types = Set.copyOf(types);
        if (repositories.isPresent() && project.isEmpty()) {
            throw new IllegalArgumentException("repositories of no project");
        }
    }

    public boolean admits(PublicEvent event) {
        return (types.isEmpty() || types.contains(event.type()))
                && (project.isEmpty() || project.equals(event.project()))
                && repositories
                        .map(glob -> event.repository().map(glob::matches).orElse(false))
                        .orElse(true);
    }

    /** Where to look for them: who wants a single repository need not read what happened in all others. */
    SliceRange slices() {
        return repositories
                .map(RepositoryGlob::pattern)
                .filter(pattern -> pattern.indexOf('*') < 0)
                .flatMap(name -> project.flatMap(of -> RepositoryName.parse(of + "/" + name)))
                .map(repository -> SliceRange.of("Repository|" + repository))
                .orElse(SliceRange.ALL);
    }
}
