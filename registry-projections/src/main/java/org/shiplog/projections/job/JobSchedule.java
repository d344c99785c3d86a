package org.shiplog.projections.job;

import java.time.Instant;

/** @param repetition in Harbor's word, such as {@code Daily} */
public record JobSchedule(
        long scheduleId,
        String type,
        long vendorId,
        String repetition,
        String cron,
        String parameters,
        Instant nextDue,
        Instant createdAt,
        Instant updatedAt) {}
