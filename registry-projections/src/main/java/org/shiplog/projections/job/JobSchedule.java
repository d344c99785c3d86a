package org.shiplog.projections.job;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * @param repetition in Harbor's word, such as {@code Daily}
 * @param waitsFor the execution that has to end before what was due at {@code nextDue} is started
 */
public record JobSchedule(
        long scheduleId,
        String type,
        long vendorId,
        String repetition,
        String cron,
        String parameters,
        Instant nextDue,
        OptionalLong waitsFor,
        Instant createdAt,
        Instant updatedAt) {}
