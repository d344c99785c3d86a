package org.shiplog.projections.feed;

import org.shiplog.domain.access.Permission;
import org.shiplog.projections.audit.AuditScope;

/** Who is told of events of a type, besides those who may read the audit log of the whole registry: they are told of all. */
public enum Audience {
    /** Who may pull from the repository that the event is about. */
    PULLERS(Permission.PULL),

    /** Who may read the project that the event is about. */
    PROJECT_READERS(Permission.READ_PROJECT),

    /** Who may read the log of the project that the event is about. They are told who did it, too. */
    PROJECT_LOG_READERS(AuditScope.LIST),

    /** Only who may read the audit log of the whole registry. */
    AUDITORS(new Permission("audit-log", "list"));

    private final Permission permission;

    Audience(Permission permission) {
        this.permission = permission;
    }

    /** What one must be allowed: on the repository, in the project, or on the registry. */
    public Permission permission() {
        return permission;
    }
}
