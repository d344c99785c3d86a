package org.shiplog.http.api.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import org.shiplog.http.api.json.Json;
import org.shiplog.projections.feed.EventType;

/** Describes the feed by an AsyncAPI 3.0 document, which refers to the schemas of the types' data. */
public final class AsyncApi {
    private static final String FORMAT = "application/schema+json;version=draft-2020-12";

    private AsyncApi() {}

    /** @param source the registry's URL */
    public static ObjectNode document(String source) {
        URI url = URI.create(source);
        ObjectNode document = Json.object().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Shiplog change feed")
                .put("version", "1")
                .put(
                        "description",
                        "What happens in the registry, as CloudEvents 1.0 in the order of commits: as pages, or as"
                                + " Server-Sent Events for who accepts text/event-stream.");
        document.putObject("servers")
                .putObject("registry")
                .put("host", url.getRawAuthority())
                .put("protocol", url.getScheme());
        document.put("defaultContentType", "application/cloudevents+json");
        ObjectNode channel = document.putObject("channels").putObject("events").put("address", CloudEvents.PATH);
        ObjectNode operation = document.putObject("operations")
                .putObject("tellOfEvents")
                .put("action", "send")
                .put("summary", "Tells whoever follows of what they may know.");
        operation.putObject("channel").put("$ref", "#/channels/events");
        ObjectNode inChannel = channel.putObject("messages");
        ObjectNode components = document.putObject("components");
        components
                .putObject("schemas")
                .putObject("envelope")
                .put("schemaFormat", FORMAT)
                .set("schema", EventSchemas.ofEnvelope());
        ObjectNode messages = components.putObject("messages");
        for (EventType type : EventType.values()) {
            inChannel.putObject(type.wireName()).put("$ref", "#/components/messages/" + type.wireName());
            messages.set(type.wireName(), message(source, type));
        }
        return document;
    }

    private static ObjectNode message(String source, EventType type) {
        ObjectNode message = Json.object()
                .put("name", type.wireName())
                .put("title", type.wireName())
                .put("summary", type.description())
                .put("description", "For those who have " + type.audience().permission() + ", and for auditors.")
                .put("contentType", "application/cloudevents+json");
        ObjectNode schema = message.putObject("payload")
                .put("schemaFormat", FORMAT)
                .putObject("schema")
                .put("$schema", EventSchemas.DIALECT);
        schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/envelope/schema");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("type").put("const", type.wireName());
        properties.putObject("data").put("$ref", EventSchemas.id(source, type));
        return message;
    }
}
