package org.shiplog.http.api.history;

import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Rights;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.route.Call;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.journal.JournalRecord;

/**
 * What is to be undone, and by whom.
 *
 * @param facts of the project of that name today
 * @param rights of the caller in it today
 */
record Undoing(Call call, JournalRecord record, ProjectName project, ProjectFacts facts, Rights rights, boolean force) {
    long event() {
        return record.offset().ordering();
    }

    Provenance provenance() {
        return call.provenance().undoing(event());
    }

    /** Whether the caller may know that the event happened. */
    boolean mayKnow() {
        return rights.allow(AuditScope.LIST);
    }

    /** A refusal, if the caller may know its reason; it tells that the event happened. */
    Undone impossible(String reason) {
        return mayKnow() ? new Undone.Refused(Undone.Refused.Why.CONFLICT, reason) : forbidden();
    }

    /** @param position of the entity when it had taken the event back */
    Undone done(long position) {
        return new Undone.Done(
                record.persistenceId(), position, call.provenance().requestId());
    }

    static Undone inEarlierProject() {
        return new Undone.Refused(Undone.Refused.Why.FOREIGN, "it happened in an earlier project of that name");
    }

    /** Looks like an event that there is not. */
    Undone forbidden() {
        return new Undone.Refused(Undone.Refused.Why.FORBIDDEN, "");
    }

    Undone needing(Permission permission) {
        return mayKnow()
                ? new Undone.Refused(Undone.Refused.Why.FORBIDDEN, "undoing this needs " + permission)
                : forbidden();
    }
}
