package org.shiplog.cluster.job;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.shiplog.domain.job.JobType;

/** The kinds of jobs that this node can do. Tasks of other types wait for a node that can. */
public final class JobKinds {
    private final Map<JobType, JobKind> kinds = new TreeMap<>();

    public JobKinds(List<JobKind> kinds) {
        for (JobKind kind : kinds) {
            if (this.kinds.put(kind.type(), kind) != null) {
                throw new IllegalArgumentException("two kinds of " + kind.type());
            }
        }
    }

    Optional<JobKind> find(JobType type) {
        return Optional.ofNullable(kinds.get(type));
    }

    Set<JobType> types() {
        return Set.copyOf(kinds.keySet());
    }

    Collection<JobKind> all() {
        return kinds.values();
    }
}
