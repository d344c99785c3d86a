package org.shiplog.projections.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginLog.LoginEvent.LoginsRecorded;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.projections.journal.Change.LoginChange;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.JournalRecord;

/** The acts that an event is: one, none, or one for each pull or login of a batch. Always the same with the same ids. */
public final class AuditRows {
    /** Where the ids of parts of events begin. */
    private static final long PARTS = 1L << 52;

    /** The most parts of an event, of whichever kind. */
    private static final int MAX_PARTS = PullLog.MAX_BATCH;

    private AuditRows() {}

    public static List<AuditRow> of(JournalRecord event) {
        if (event.change() instanceof PullChange(ArtifactsPulled(List<Pull> pulls))) {
            return rows(event, pulls, AuditRows::row);
        }
        if (event.change() instanceof LoginChange(LoginsRecorded(List<LoginAct> acts))) {
            return rows(event, acts, AuditRows::row);
        }
        return Act.of(event.change()).map(act -> row(event, act)).stream().toList();
    }

    /** The number of the event that the act of that id was or was part of. */
    public static long eventOf(long id) {
        return id < PARTS ? id : (id - PARTS) / MAX_PARTS;
    }

    /** Their ids are beyond those of all other acts, and within what a client can read as a number. */
    private static <T> List<AuditRow> rows(JournalRecord event, List<T> parts, BiFunction<Long, T, AuditRow> row) {
        List<AuditRow> rows = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            rows.add(row.apply(PARTS + event.offset().ordering() * MAX_PARTS + part, parts.get(part)));
        }
        return rows;
    }

    private static AuditRow row(JournalRecord event, Act act) {
        Provenance by = event.provenance();
        return new AuditRow(
                event.offset().ordering(),
                by.at(),
                storable(by.principal()),
                act.resource(),
                act.resourceType(),
                act.operation(),
                act.project(),
                storable(by.clientAddress()),
                storable(by.userAgent()),
                storable(by.requestId()),
                act.before(),
                act.after(),
                by.undoes(),
                Act.content(event.change()).map(Digest::toString),
                Act.succeeded(event.change()));
    }

    private static AuditRow row(long id, Pull pull) {
        Act act = Act.of(pull);
        return new AuditRow(
                id,
                pull.at(),
                storable(pull.principal()),
                act.resource(),
                act.resourceType(),
                act.operation(),
                act.project(),
                storable(pull.clientAddress()),
                storable(pull.userAgent()),
                storable(pull.requestId()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(pull.digest().toString()),
                true);
    }

    private static AuditRow row(long id, LoginAct login) {
        Act act = Act.of(login);
        return new AuditRow(
                id,
                login.at(),
                storable(login.username()),
                storable(act.resource()),
                act.resourceType(),
                act.operation(),
                Optional.empty(),
                storable(login.clientAddress()),
                storable(login.userAgent()),
                storable(login.requestId()),
                Optional.empty(),
                act.after(),
                Optional.empty(),
                Optional.empty(),
                login.kind() != LoginAct.Kind.REFUSED);
    }

    /** Text of a client may hold what PostgreSQL cannot; that must not stop everybody's log. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
