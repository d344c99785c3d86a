package org.shiplog.projections.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One act.
 *
 * @param id the event's ordering in the journal; of a pull a number beyond 2^52
 * @param resource {@code repo@digest}, {@code repo:tag}, a repository, a project or a user
 * @param resourceType {@code artifact}, {@code tag}, {@code blob}, {@code repository}, {@code project} or {@code user}
 * @param operation {@code create}, {@code update}, {@code delete} or {@code pull}
 * @param project whose log the act belongs to; empty for acts on users
 * @param oldValue what was before, where the act replaced something
 * @param undoes the id of what this act took back
 * @param digest of the content that the act was about, by whatever name
 */
public record AuditRow(
        long id,
        Instant at,
        String username,
        String resource,
        String resourceType,
        String operation,
        Optional<String> project,
        String clientAddress,
        String userAgent,
        String requestId,
        Optional<String> oldValue,
        Optional<String> newValue,
        Optional<Long> undoes,
        Optional<String> digest) {}
