package org.shiplog.domain.project;

public sealed interface ProjectRefusal {
    record ProjectExists(long projectId) implements ProjectRefusal {}

    record ProjectUnknown() implements ProjectRefusal {}

    record ProjectNotEmpty(int repositories) implements ProjectRefusal {}
}
