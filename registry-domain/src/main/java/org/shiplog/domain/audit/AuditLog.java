package org.shiplog.domain.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;

/**
 * How far the audit log was purged. The journal keeps what happened; the log no longer shows what is older.
 *
 * @param purgedBefore by kind of acts, in order
 */
public record AuditLog(Map<String, Instant> purgedBefore) {
    /** The one entity of its kind. */
    public static final String ENTITY = "audit";

    /** Every kind of acts that has no name of its own in {@link #NAMED}. */
    public static final String OTHER = "other";

    /** Kinds that {@link #OTHER} does not stand for. */
    public static final List<String> NAMED = List.of("create_artifact", "delete_artifact", "pull_artifact");

    static final AuditLog WHOLE = new AuditLog(Map.of());

    public AuditLog {
        purgedBefore = Collections.unmodifiableMap(new TreeMap<>(purgedBefore));
    }

    public sealed interface AuditLogCommand {
        /** @param eventTypes {@code operation_resource}, such as {@code create_artifact}; at most {@value #MAX_TYPES} */
        record PurgeAuditLog(Instant before, List<String> eventTypes) implements AuditLogCommand {
            public static final int MAX_TYPES = 64;

            public PurgeAuditLog {
                eventTypes = List.copyOf(eventTypes);
            }
        }
    }

    public sealed interface AuditLogEvent {
        record AuditLogPurged(Instant before, List<String> eventTypes) implements AuditLogEvent {
            public AuditLogPurged {
                eventTypes = List.copyOf(eventTypes);
            }
        }
    }

    public sealed interface AuditLogRefusal {
        record TooManyTypes(int limit) implements AuditLogRefusal {}
    }

    public static final class Rules implements Aggregate<AuditLog, AuditLogCommand, AuditLogEvent, AuditLogRefusal> {
        @Override
        public AuditLog initial() {
            return WHOLE;
        }

        @Override
        public Decision<AuditLogEvent, AuditLogRefusal> decide(AuditLog log, AuditLogCommand command) {
            return switch (command) {
                case AuditLogCommand.PurgeAuditLog(Instant before, List<String> types) ->
                    knownWith(log, types) > AuditLogCommand.PurgeAuditLog.MAX_TYPES
                            ? Decision.refuse(new AuditLogRefusal.TooManyTypes(AuditLogCommand.PurgeAuditLog.MAX_TYPES))
                            : purge(log, before, types);
            };
        }

        private static long knownWith(AuditLog log, List<String> types) {
            return Stream.concat(log.purgedBefore().keySet().stream(), types.stream())
                    .distinct()
                    .count();
        }

        private static Decision<AuditLogEvent, AuditLogRefusal> purge(
                AuditLog log, Instant before, List<String> types) {
            List<String> fewer = types.stream()
                    .distinct()
                    .filter(type ->
                            log.purgedBefore().getOrDefault(type, Instant.MIN).isBefore(before))
                    .sorted()
                    .toList();
            return fewer.isEmpty()
                    ? Decision.accept()
                    : Decision.accept(new AuditLogEvent.AuditLogPurged(before, fewer));
        }

        @Override
        public AuditLog evolve(AuditLog log, AuditLogEvent event) {
            return switch (event) {
                case AuditLogEvent.AuditLogPurged(Instant before, List<String> types) -> {
                    Map<String, Instant> limits = new TreeMap<>(log.purgedBefore());
                    types.forEach(type -> limits.merge(type, before, AuditLog::later));
                    yield new AuditLog(limits);
                }
            };
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
