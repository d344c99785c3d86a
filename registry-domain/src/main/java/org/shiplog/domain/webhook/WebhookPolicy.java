package org.shiplog.domain.webhook;

import java.time.Instant;
import java.util.List;
import org.shiplog.domain.access.RepositoryGlob;

/**
 * Who is to be told of what.
 *
 * @param events none twice, in the order of {@link WebhookEventType}
 * @param repositories only what happens to these; empty for all of the project's
 * @param targets 1 to {@value WebhookTarget#MAX_TARGETS}; each is told of everything
 * @param creator the name of who made it
 */
public record WebhookPolicy(
        long policyId,
        String name,
        String description,
        boolean enabled,
        List<WebhookEventType> events,
        List<RepositoryGlob> repositories,
        List<WebhookTarget> targets,
        String creator,
        Instant createdAt,
        Instant updatedAt) {
    public static final int MAX_NAME = 255;
    public static final int MAX_DESCRIPTION = 1_024;

    public WebhookPolicy {
        events = events.stream().distinct().sorted().toList();
        repositories = List.copyOf(repositories);
        targets = List.copyOf(targets);
    }

    /** The same policy with these targets. */
    WebhookPolicy telling(List<WebhookTarget> others) {
        return new WebhookPolicy(
                policyId, name, description, enabled, events, repositories, others, creator, createdAt, updatedAt);
    }
}
