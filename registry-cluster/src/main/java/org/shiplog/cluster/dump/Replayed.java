package org.shiplog.cluster.dump;

import java.util.List;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.Repository;

/** How a replay ended. */
public sealed interface Replayed {
    /**
     * The repository is there, with all its events.
     *
     * @param state what they amount to
     */
    record Done(RepositoryName repository, long events, Repository state) implements Replayed {}

    /** Nothing was changed. */
    record Refused(String why) implements Replayed {}

    /** Nothing was changed, because nodes run, which would not notice. */
    record NodesRun(List<String> applications) implements Replayed {
        public NodesRun {
            applications = List.copyOf(applications);
        }
    }
}
