package org.shiplog.http.api.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.shiplog.http.api.json.Json;
import org.shiplog.projections.feed.DataField;
import org.shiplog.projections.feed.EventType;

/** Describes public events by JSON Schema 2020-12, as their types are declared. */
public final class EventSchemas {
    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private EventSchemas() {}

    /** Where the schema of the type's data is. */
    static String id(String source, EventType type) {
        return source + CloudEvents.PATH + "/schema/" + type.wireName();
    }

    /**
     * The schema of the type's data. Other fields may come with time.
     *
     * @param source the registry's URL
     */
    public static ObjectNode ofData(String source, EventType type) {
        ObjectNode schema = Json.object()
                .put("$schema", DIALECT)
                .put("$id", id(source, type))
                .put("title", type.wireName())
                .put("description", type.description())
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.array();
        for (DataField field : type.fields()) {
            properties.set(field.name(), of(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        schema.set("required", required);
        return schema;
    }

    private static ObjectNode of(DataField field) {
        ObjectNode schema = Json.object();
        switch (field.kind()) {
            case TEXT -> schema.put("type", "string");
            case DIGEST -> schema.put("type", "string").put("pattern", "^[a-z0-9]+:[0-9a-f]{64,128}$");
            case TIME -> schema.put("type", "string").put("format", "date-time");
            case NUMBER -> schema.put("type", "integer");
            case FLAG -> schema.put("type", "boolean");
            case TEXTS -> schema.put("type", "array").putObject("items").put("type", "string");
            case NUMBERS -> schema.put("type", "array").putObject("items").put("type", "integer");
        }
        return schema.put("description", field.description());
    }

    /** The schema of what is around the data: CloudEvents 1.0, with the attributes that are used here. */
    public static ObjectNode ofEnvelope() {
        ObjectNode schema = Json.object()
                .put("$schema", DIALECT)
                .put("title", "A CloudEvent of the registry")
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.array();
        attribute(properties, "specversion", "The version of CloudEvents.").put("const", "1.0");
        attribute(properties, "id", "The cursor behind which to go on.").put("pattern", "^[A-Za-z0-9_-]{22}$");
        attribute(properties, "source", "The registry's URL.").put("format", "uri-reference");
        attribute(properties, "type", "What happened.");
        attribute(properties, "subject", "What it happened to, such as team/app:v1.");
        attribute(properties, "time", "When.").put("format", "date-time");
        attribute(properties, "datacontenttype", "What the data is.").put("const", "application/json");
        attribute(properties, "dataschema", "Where the schema of the data is.").put("format", "uri");
        properties.properties().forEach(property -> required.add(property.getKey()));
        attribute(properties, "actor", "Who did it, for those who may read the log.");
        attribute(properties, "eventnumber", "The number by which the audit log and undo name it, likewise.")
                .put("pattern", "^[0-9]+$");
        attribute(properties, "undoes", "The number of the event that it takes back, likewise.")
                .put("pattern", "^[0-9]+$");
        properties.putObject("data").put("type", "object");
        schema.set("required", required.add("data"));
        return schema;
    }

    private static ObjectNode attribute(ObjectNode properties, String name, String description) {
        return properties.putObject(name).put("type", "string").put("description", description);
    }
}
