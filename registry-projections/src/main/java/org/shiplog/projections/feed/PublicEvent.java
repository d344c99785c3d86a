package org.shiplog.projections.feed;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.journal.JournalOffset;

/**
 * An event in the form in which those outside are told of it.
 *
 * @param offset where it stands among all events; its ordering is the number by which the audit log names it
 * @param actor the id of the principal who caused it, for those who may read the log
 * @param undoes the number of the event that it takes back
 * @param project that it is about; also of a name that belonged to an earlier project
 * @param subject what it is about, {@code team/app:v1}
 * @param data by the names of its type's {@link EventType#fields}, in their order; texts, numbers, flags and lists of those
 */
public record PublicEvent(
        JournalOffset offset,
        EventType type,
        Instant at,
        String actor,
        Optional<Long> undoes,
        Optional<ProjectName> project,
        Optional<RepositoryName> repository,
        String subject,
        Map<String, Object> data) {
    public PublicEvent {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
}
