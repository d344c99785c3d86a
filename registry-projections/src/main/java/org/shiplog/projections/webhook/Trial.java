package org.shiplog.projections.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;

/**
 * An event that did not happen, to see whether deliveries arrive. It is of a repository that no push can have made since it holds nothing.
 *
 * @param event by which it is known, as real ones are by theirs
 * @param operator who wants to see it
 */
public record Trial(
        ProjectName project,
        long projectId,
        WebhookPolicy policy,
        WebhookEventType type,
        String event,
        String operator,
        Instant at) {
    private static final String REPOSITORY = "webhook-test";
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String TAG = "test";

    long policyId() {
        return policy.policyId();
    }

    Watch watch() {
        return new Watch(
                policy.policyId(),
                projectId,
                Set.of(),
                List.of(),
                policy.targets().stream().map(PolicyRows::job).toList());
    }

    Announcement announcement() {
        return new Announcement(
                type, event, new RepositoryName(project + "/" + REPOSITORY), DIGEST, TAG, "", operator, at, event);
    }
}
