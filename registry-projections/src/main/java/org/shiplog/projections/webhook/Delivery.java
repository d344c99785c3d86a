package org.shiplog.projections.webhook;

import java.time.Instant;
import java.util.Optional;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.webhook.WebhookEventType;

/**
 * What is to be delivered.
 *
 * @param event the same for all to whom the event is told, and however often
 * @param digest empty when all of a repository is meant
 * @param tag empty when there is none
 * @param details what happened, in words; empty where the type says it all
 * @param attempts that have failed
 * @param isPublic whether the project is, today
 * @param repositoryCreated empty when the repository is not there any more
 */
public record Delivery(
        long deliveryId,
        WebhookEventType type,
        String event,
        Instant occurredAt,
        String operator,
        String requestId,
        RepositoryName repository,
        String digest,
        String tag,
        String details,
        int attempts,
        boolean isPublic,
        Optional<Instant> repositoryCreated) {}
