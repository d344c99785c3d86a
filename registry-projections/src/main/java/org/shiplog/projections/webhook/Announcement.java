package org.shiplog.projections.webhook;

import java.time.Instant;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.webhook.WebhookEventType;

/**
 * Something that policies may ask to be told of.
 *
 * @param event the same however often and to whomever it is told
 * @param digest of the artifact that it is about; empty for a repository that went as a whole
 * @param tag by which it was pushed, pulled or known; empty when there was none
 * @param details what happened, in words; empty where the type says it all
 */
record Announcement(
        WebhookEventType type,
        String event,
        RepositoryName repository,
        String digest,
        String tag,
        String details,
        String operator,
        Instant at,
        String requestId) {}
