package org.shiplog.domain.project;

public sealed interface ProjectRefusal {
    record ProjectExists(long projectId) implements ProjectRefusal {}

    record ProjectUnknown() implements ProjectRefusal {}

    record ProjectNotEmpty(int repositories) implements ProjectRefusal {}

    record MetadataExists(String key) implements ProjectRefusal {}

    record MemberExists(long memberId) implements ProjectRefusal {}

    record MemberUnknown() implements ProjectRefusal {}

    record TooManyMembers(int limit) implements ProjectRefusal {}
}
