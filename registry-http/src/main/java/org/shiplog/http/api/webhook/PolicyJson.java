package org.shiplog.http.api.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.webhook.WebhookEventType;
import org.shiplog.domain.webhook.WebhookPolicy;
import org.shiplog.domain.webhook.WebhookTarget;
import org.shiplog.domain.webhook.WebhookTarget.Format;
import org.shiplog.domain.webhook.WebhookTarget.Kind;
import org.shiplog.http.api.json.Globs;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.webhook.TargetSecret;

/** Policies as the API writes them. Who may change a policy reads what they would write back; others read no secrets. */
final class PolicyJson {
    private PolicyJson() {}

    /** @param secrets of each target, in their order */
    static ObjectNode policy(
            WebhookPolicy policy,
            long projectId,
            List<Optional<TargetSecret>> secrets,
            boolean mayChange,
            long backlog) {
        ObjectNode json = Json.object()
                .put("id", policy.policyId())
                .put("name", policy.name())
                .put("description", policy.description())
                .put("project_id", projectId)
                .put("creator", policy.creator())
                .put("enabled", policy.enabled())
                .put("creation_time", policy.createdAt().toString())
                .put("update_time", policy.updatedAt().toString())
                .put("backlog", backlog);
        ArrayNode targets = json.putArray("targets");
        for (int place = 0; place < policy.targets().size(); place++) {
            targets.add(target(policy.targets().get(place), secrets.get(place), mayChange));
        }
        ArrayNode events = json.putArray("event_types");
        policy.events().stream().map(WebhookEventType::name).forEach(events::add);
        Globs.put(json, "repositories", policy.repositories());
        return json;
    }

    private static ObjectNode target(WebhookTarget target, Optional<TargetSecret> secret, boolean mayChange) {
        ObjectNode json = Json.object()
                .put("type", target.kind() == Kind.HTTP ? "http" : "slack")
                .put("address", mayChange ? secret.map(TargetSecret::address).orElse(target.origin()) : target.origin())
                .put("skip_cert_verify", target.skipCertificate());
        if (mayChange) {
            secret.map(TargetSecret::authHeader)
                    .filter(header -> !header.isEmpty())
                    .ifPresent(header -> json.put("auth_header", header));
        }
        return target.format() == Format.SLACK
                ? json
                : json.put("payload_format", target.format() == Format.DEFAULT ? "Default" : "CloudEvents");
    }

    static ObjectNode supported() {
        ObjectNode json = Json.object();
        ArrayNode events = json.putArray("event_type");
        for (WebhookEventType type : WebhookEventType.values()) {
            if (type.happens()) {
                events.add(type.name());
            }
        }
        json.putArray("notify_type").add("http").add("slack");
        ObjectNode formats = json.putArray("payload_formats").addObject().put("notify_type", "http");
        formats.putArray("formats").add("CloudEvents").add("Default");
        return json;
    }
}
