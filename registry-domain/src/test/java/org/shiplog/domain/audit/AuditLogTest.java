package org.shiplog.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand.PurgeAuditLog;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent.AuditLogPurged;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;

class AuditLogTest {
    private static final Instant LIMIT = Instant.parse("2026-11-01T00:00:00Z");

    private final DecisionFixture<AuditLog, AuditLogCommand, AuditLogEvent, AuditLogRefusal> log =
            DecisionFixture.of(new AuditLog.Rules());

    @Test
    void isPurgedFurtherAndNeverLess() {
        log.when(new PurgeAuditLog(LIMIT, List.of("delete_project", "create_project", "create_project")))
                .thenEvents(new AuditLogPurged(LIMIT, List.of("create_project", "delete_project")));
        log.when(new PurgeAuditLog(LIMIT.minusSeconds(1), List.of("create_project")))
                .thenNothing();
        log.when(new PurgeAuditLog(LIMIT, List.of("create_project", "other")))
                .thenEvents(new AuditLogPurged(LIMIT, List.of("other")));
        log.when(new PurgeAuditLog(LIMIT.plusSeconds(1), List.of("create_project")))
                .thenEvents(new AuditLogPurged(LIMIT.plusSeconds(1), List.of("create_project")));
        assertThat(log.state().purgedBefore())
                .containsEntry("create_project", LIMIT.plusSeconds(1))
                .containsEntry("delete_project", LIMIT);
        log.assertReplaysFromTheBeginning();
    }

    @Test
    void knowsOnlySoManyKindsOfActs() {
        List<String> many = IntStream.rangeClosed(0, PurgeAuditLog.MAX_TYPES)
                .mapToObj(i -> "create_thing" + i)
                .toList();
        log.when(new PurgeAuditLog(LIMIT, many)).thenRefused(new AuditLogRefusal.TooManyTypes(PurgeAuditLog.MAX_TYPES));
    }
}
