package org.shiplog.cluster.entity;

import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.ProjectRules;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;

/**
 * One kind of entity. Its name is the first part of every persistence id of that kind, so it never changes.
 *
 * @param <S> state, @param <C> command, @param <E> event, @param <F> refusal
 */
public record EntityKind<S, C, E, F>(String name, Aggregate<S, C, E, F> aggregate) {
    public static final EntityKind<Project, ProjectCommand, ProjectEvent, ProjectRefusal> PROJECT =
            new EntityKind<>("Project", new ProjectRules());
    public static final EntityKind<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> REPOSITORY =
            new EntityKind<>("Repository", new RepositoryRules());
    public static final EntityKind<User, User.UserCommand, User.UserEvent, User.UserRefusal> USER =
            new EntityKind<>("User", new User.Rules());

    public EntityTypeKey<EntityMessage> typeKey() {
        return EntityTypeKey.create(EntityMessage.class, name);
    }

    PersistenceId persistenceId(String entityId) {
        return PersistenceId.of(name, entityId);
    }
}
