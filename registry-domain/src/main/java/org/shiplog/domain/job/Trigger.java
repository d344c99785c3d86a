package org.shiplog.domain.job;

/** What started an execution. Names are kept in events and shown by the API. */
public enum Trigger {
    MANUAL,
    SCHEDULE,
    EVENT
}
