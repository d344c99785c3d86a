package org.shiplog.http.api.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.shiplog.http.api.event.EventReader.Told;
import org.shiplog.http.api.json.Json;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.feed.PublicEvent;

/**
 * Writes public events as JSON of CloudEvents 1.0. An event's id is the cursor to go on behind it; together with the source it is unique.
 *
 * <p>Who may know who did it finds two attributes more: {@code actor}, and {@code eventnumber}, by which the audit log and undo
 * name the event; and {@code undoes}, the number of the event that it takes back.
 */
public final class CloudEvents {
    static final String PATH = "/api/shiplog/v1/events";

    private final Cursors cursors;
    private final String source;

    /** @param source the registry's URL, without a final slash */
    public CloudEvents(Cursors cursors, String source) {
        this.cursors = cursors;
        this.source = source;
    }

    ObjectNode json(Told told) {
        return json(told.event(), told.withActor());
    }

    /** @param withActor whether whoever reads it may know who did it */
    public ObjectNode json(PublicEvent event, boolean withActor) {
        ObjectNode json = Json.object()
                .put("specversion", "1.0")
                .put("id", cursors.text(event.offset()))
                .put("source", source)
                .put("type", event.type().wireName())
                .put("subject", event.subject())
                .put("time", event.at().toString())
                .put("datacontenttype", "application/json")
                .put("dataschema", EventSchemas.id(source, event.type()));
        if (withActor) {
            json.put("actor", event.actor())
                    .put("eventnumber", Long.toString(event.offset().ordering()));
            event.undoes().ifPresent(number -> json.put("undoes", Long.toString(number)));
        }
        ObjectNode data = json.putObject("data");
        event.data().forEach((name, value) -> put(data, name, value));
        return json;
    }

    private static void put(ObjectNode data, String name, Object value) {
        switch (value) {
            case String text -> data.put(name, text);
            case Long number -> data.put(name, number);
            case Boolean flag -> data.put(name, flag);
            case List<?> list -> {
                ArrayNode array = data.putArray(name);
                for (Object element : list) {
                    if (element instanceof Long number) {
                        array.add(number);
                    } else {
                        array.add(element.toString());
                    }
                }
            }
            default -> throw new IllegalArgumentException("cannot be told: " + name);
        }
    }
}
