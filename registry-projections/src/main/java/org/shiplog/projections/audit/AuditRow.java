package org.shiplog.projections.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One act.
 *
 * @param id the event's ordering in the journal; of a pull, login or logout a number beyond 2^52
 * @param resource {@code repo@digest}, {@code repo:tag}, a repository, a project or a user
 * @param resourceType {@code artifact}, {@code tag}, {@code blob}, {@code repository}, {@code project}, {@code user} and others
 * @param operation {@code create}, {@code update}, {@code delete}, {@code pull}, {@code login} or {@code logout}
 * @param project whose log the act belongs to; empty for acts on users
 * @param oldValue what was before, where the act replaced something
 * @param undoes the id of what this act took back
 * @param digest of the content that the act was about, by whatever name
 * @param succeeded false of a login that was refused
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
        Optional<String> digest,
        boolean succeeded) {}
