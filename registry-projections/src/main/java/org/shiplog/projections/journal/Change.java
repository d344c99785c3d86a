package org.shiplog.projections.journal;

import org.shiplog.domain.identity.User.UserEvent;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.repository.RepositoryEvent;

/** What happened to which entity. Read models switch over it without a default, so that a new kind cannot be forgotten. */
public sealed interface Change {
    record ProjectChange(ProjectName project, ProjectEvent event) implements Change {}

    record RepositoryChange(RepositoryName repository, RepositoryEvent event) implements Change {}

    record UserChange(Username user, UserEvent event) implements Change {}

    /**
     * Joins an event to the entity that its persistence id, {@code Type|name}, tells of.
     *
     * @throws IllegalArgumentException when the type is unknown, the name malformed, or the event is of another type
     */
    static Change of(String persistenceId, Object event) {
        int bar = persistenceId.indexOf('|');
        String type = bar < 0 ? persistenceId : persistenceId.substring(0, bar);
        String name = persistenceId.substring(bar + 1);
        if (type.equals("Project") && event instanceof ProjectEvent ofProject) {
            return new ProjectChange(new ProjectName(name), ofProject);
        }
        if (type.equals("Repository") && event instanceof RepositoryEvent ofRepository) {
            return new RepositoryChange(new RepositoryName(name), ofRepository);
        }
        if (type.equals("User") && event instanceof UserEvent ofUser) {
            return new UserChange(new Username(name), ofUser);
        }
        throw new IllegalArgumentException("no event of this kind belongs to " + persistenceId + ": "
                + event.getClass().getName());
    }
}
