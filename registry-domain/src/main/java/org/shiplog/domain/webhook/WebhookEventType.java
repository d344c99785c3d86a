package org.shiplog.domain.webhook;

import java.util.Optional;

/** What a policy can ask to be told of, in Harbor's words, which are the names of these constants. */
public enum WebhookEventType {
    PUSH_ARTIFACT("harbor.artifact.pushed", true),
    PULL_ARTIFACT("harbor.artifact.pulled", true),
    DELETE_ARTIFACT("harbor.artifact.deleted", true),
    QUOTA_EXCEED("harbor.quota.exceeded", true),
    QUOTA_WARNING("harbor.quota.warned", true),
    REPLICATION("harbor.replication.status.changed", false),
    SCANNING_COMPLETED("harbor.scan.completed", false),
    SCANNING_FAILED("harbor.scan.failed", false),
    SCANNING_STOPPED("harbor.scan.stopped", false),
    TAG_RETENTION("harbor.tag_retention.finished", false);

    private final String cloudEventType;
    private final boolean happens;

    WebhookEventType(String cloudEventType, boolean happens) {
        this.cloudEventType = cloudEventType;
        this.happens = happens;
    }

    /** Reads untrusted text; empty when it is none. */
    public static Optional<WebhookEventType> parse(String text) {
        for (WebhookEventType type : values()) {
            if (type.name().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** What a CloudEvent of it has as its type. */
    public String cloudEventType() {
        return cloudEventType;
    }

    /** Whether this registry can ever tell of it. Policies may ask for the others, so that those of Harbor can be kept. */
    public boolean happens() {
        return happens;
    }
}
