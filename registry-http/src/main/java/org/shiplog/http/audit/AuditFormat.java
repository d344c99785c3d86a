package org.shiplog.http.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.shiplog.projections.audit.AuditRow;

/** How a whole log is written, one act a line, the oldest first. */
public enum AuditFormat {
    /** RFC 4180, with a line of names. Text that a spreadsheet would compute has an apostrophe before it. */
    CSV,
    JSONL,
    /** CloudEvents 1.0 in their JSON format. */
    CLOUDEVENTS;

    private static final List<String> COLUMNS = List.of(
            "id",
            "time",
            "principal",
            "operation",
            "resource_type",
            "resource",
            "project",
            "digest",
            "old_value",
            "new_value",
            "client_address",
            "user_agent",
            "request_id",
            "undoes",
            "operation_result");

    public static Optional<AuditFormat> of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    public ContentType contentType() {
        return switch (this) {
            case CSV -> ContentTypes.create(MediaTypes.TEXT_CSV, HttpCharsets.UTF_8);
            case JSONL, CLOUDEVENTS -> ContentTypes.create(MediaTypes.customBinary("application", "x-ndjson", true));
        };
    }

    /** What comes before the first act. */
    public String head() {
        return switch (this) {
            case CSV -> String.join(",", COLUMNS) + "\r\n";
            case JSONL, CLOUDEVENTS -> "";
        };
    }

    /** With the end of the line. */
    public String line(AuditRow row) {
        ObjectNode record = record(row);
        return switch (this) {
            case CSV ->
                COLUMNS.stream()
                                .map(column -> cell(record.path(column).asText("")))
                                .collect(Collectors.joining(",")) + "\r\n";
            case JSONL -> record + "\n";
            case CLOUDEVENTS -> event(row, record) + "\n";
        };
    }

    /** What is not known of an act is left out. */
    public static ObjectNode record(AuditRow row) {
        ObjectNode record = JsonNodeFactory.instance
                .objectNode()
                .put("id", row.id())
                .put("time", row.at().toString())
                .put("principal", row.username())
                .put("operation", row.operation())
                .put("resource_type", row.resourceType())
                .put("resource", row.resource());
        row.project().ifPresent(project -> record.put("project", project));
        row.digest().ifPresent(digest -> record.put("digest", digest));
        row.oldValue().ifPresent(value -> record.put("old_value", value));
        row.newValue().ifPresent(value -> record.put("new_value", value));
        record.put("client_address", row.clientAddress())
                .put("user_agent", row.userAgent())
                .put("request_id", row.requestId());
        row.undoes().ifPresent(event -> record.put("undoes", event));
        return record.put("operation_result", row.succeeded());
    }

    private static ObjectNode event(AuditRow row, ObjectNode record) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", String.valueOf(row.id()))
                .put("source", "/api/shiplog/v1/audit")
                .put("type", "org.shiplog.audit." + row.resourceType() + "." + row.operation() + ".v1")
                .put("time", row.at().toString())
                .put("subject", row.resource())
                .put("datacontenttype", "application/json");
        event.set("data", record);
        return event;
    }

    private static String cell(String text) {
        String inert = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return inert.matches("[^\",\r\n]*") ? inert : "\"" + inert.replace("\"", "\"\"") + "\"";
    }
}
