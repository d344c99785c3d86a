package org.shiplog.http.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.webhook.WebhookTarget.Format;
import org.shiplog.http.outbound.OutboundRequest.Body;
import org.shiplog.projections.webhook.Delivery;
import org.shiplog.projections.webhook.Lane;

/** Deliveries in the forms that clients of Harbor read. */
final class Payloads {
    private static final String JSON = "application/json";
    private static final String CLOUD_EVENT = "application/cloudevents+json";

    private final String host;

    /** @param host of this registry as clients write it in references, with its port */
    Payloads(String host) {
        this.host = host;
    }

    /** The same whenever the event is told, so that a receiver can pass over what comes twice. */
    static UUID id(Delivery delivery) {
        String event = delivery.event() + "/" + delivery.requestId() + "/" + delivery.type();
        return UUID.nameUUIDFromBytes(event.getBytes(StandardCharsets.UTF_8));
    }

    Body body(Format format, Lane lane, Delivery delivery) {
        return switch (format) {
            case DEFAULT -> new Body(JSON, harbor(delivery).toString());
            case CLOUD_EVENTS ->
                new Body(CLOUD_EVENT, cloudEvent(lane, delivery).toString());
            case SLACK -> new Body(JSON, slack(delivery).toString());
        };
    }

    private ObjectNode harbor(Delivery delivery) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", delivery.type().name())
                .put("occur_at", delivery.occurredAt().getEpochSecond())
                .put("operator", delivery.operator());
        json.set("event_data", data(delivery));
        return json;
    }

    private ObjectNode data(Delivery delivery) {
        RepositoryName repository = delivery.repository();
        String project = repository.project().map(ProjectName::value).orElse("");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var resources = json.putArray("resources");
        if (!delivery.digest().isEmpty()) {
            String reference = delivery.tag().isEmpty() ? "@" + delivery.digest() : ":" + delivery.tag();
            resources
                    .addObject()
                    .put("digest", delivery.digest())
                    .put("tag", delivery.tag().isEmpty() ? delivery.digest() : delivery.tag())
                    .put("resource_url", host + "/" + repository + reference);
        }
        if (!delivery.details().isEmpty()) {
            json.putObject("custom_attributes").put("Details", delivery.details());
        }
        ObjectNode of = json.putObject("repository");
        delivery.repositoryCreated().ifPresent(at -> of.put("date_created", at.getEpochSecond()));
        of.put("name", repository.value().substring(repository.value().indexOf('/') + 1))
                .put("namespace", project)
                .put("repo_full_name", repository.value())
                .put("repo_type", delivery.isPublic() ? "public" : "private");
        return json;
    }

    private ObjectNode cloudEvent(Lane lane, Delivery delivery) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", id(delivery).toString())
                .put("requestid", delivery.requestId())
                .put("source", "/projects/" + lane.projectId() + "/webhook/policies/" + lane.policyId())
                .put("type", delivery.type().cloudEventType())
                .put("time", delivery.occurredAt().toString())
                .put("operator", delivery.operator())
                .put("datacontenttype", JSON);
        json.set("data", data(delivery));
        return json;
    }

    private ObjectNode slack(Delivery delivery) {
        long at = delivery.occurredAt().getEpochSecond();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        var blocks = json.putArray("blocks");
        String[] texts = {
            "*Harbor webhook events*",
            "*event_type:* " + delivery.type(),
            "*occur_at:* <!date^" + at + "^{date} at {time}|" + delivery.occurredAt() + ">",
            "*operator:* " + escaped(delivery.operator()),
            "*event_data:*",
            "```" + escaped(data(delivery).toPrettyString()) + "```"
        };
        for (String text : texts) {
            blocks.addObject()
                    .put("type", "section")
                    .putObject("text")
                    .put("type", "mrkdwn")
                    .put("text", text);
        }
        return json;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
