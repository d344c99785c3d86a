package org.shiplog.cluster.simulation;

import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;

/** Names an entity in the whole cluster. */
record EntityAddress(EntityKind<?, ?, ?, ?> kind, String id) {
    static EntityAddress of(RepositoryName repository) {
        return new EntityAddress(EntityKind.REPOSITORY, repository.value());
    }

    static EntityAddress of(ProjectName project) {
        return new EntityAddress(EntityKind.PROJECT, project.value());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntityAddress that && kind.name().equals(that.kind.name()) && id.equals(that.id);
    }

    @Override
    public String toString() {
        return kind.name() + " " + id;
    }
}
