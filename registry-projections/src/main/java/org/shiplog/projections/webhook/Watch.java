package org.shiplog.projections.webhook;

import java.util.List;
import java.util.Set;
import org.shiplog.domain.access.RepositoryGlob;

/**
 * What one policy wants to be told.
 *
 * @param events their names
 * @param targets the type of jobs for each
 */
record Watch(
        long policyId, long projectId, Set<String> events, List<RepositoryGlob> repositories, List<String> targets) {
    boolean wants(Announcement announcement) {
        return events.contains(announcement.type().name())
                && (repositories.isEmpty()
                        || repositories.stream().anyMatch(glob -> glob.matches(announcement.repository())));
    }
}
