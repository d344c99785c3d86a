package org.shiplog.projections.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.journal.JournalRecord;

/** What is told of an event; who caused it and when comes from its record. */
record Told(
        EventType type,
        Optional<ProjectName> project,
        Optional<RepositoryName> repository,
        String subject,
        Map<String, Object> data) {
    /** @param subject within the repository, such as {@code :v1} */
    static Told of(EventType type, RepositoryName repository, String subject) {
        Told told = new Told(
                type, repository.project(), Optional.of(repository), repository + subject, new LinkedHashMap<>());
        return told.with("project", repository.project().map(ProjectName::value))
                .with("repository", repository.value());
    }

    static Told of(EventType type, ProjectName project) {
        return new Told(type, Optional.of(project), Optional.empty(), project.value(), new LinkedHashMap<>())
                .with("project", project.value());
    }

    /** Of nothing within a project. */
    static Told of(EventType type, String subject) {
        return new Told(type, Optional.empty(), Optional.empty(), subject, new LinkedHashMap<>());
    }

    Told with(String name, Object value) {
        data.put(name, value);
        return this;
    }

    /** Left out when empty. */
    Told with(String name, Optional<?> value) {
        value.ifPresent(present -> data.put(name, present));
        return this;
    }

    PublicEvent by(JournalRecord record) {
        return new PublicEvent(
                record.offset(),
                type,
                record.provenance().at(),
                record.provenance().principal(),
                record.provenance().undoes(),
                project,
                repository,
                subject,
                data);
    }
}
