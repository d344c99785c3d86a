package org.shiplog.domain.project;

public sealed interface ProjectRefusal {
    record ProjectExists(long projectId) implements ProjectRefusal {}

    record ProjectUnknown() implements ProjectRefusal {}

    record ProjectNotEmpty(int repositories) implements ProjectRefusal {}

    record MetadataExists(String key) implements ProjectRefusal {}

    record MemberExists(long memberId) implements ProjectRefusal {}

    record MemberUnknown() implements ProjectRefusal {}

    /**
     * What was to be undone is not the last change.
     *
     * @param what a member's name, or a term
     */
    record ChangedSince(String what, String expected, String found) implements ProjectRefusal {}

    record TooManyMembers(int limit) implements ProjectRefusal {}
}
