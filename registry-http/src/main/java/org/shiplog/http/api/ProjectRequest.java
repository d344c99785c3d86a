package org.shiplog.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.project.Visibility;

/**
 * The body of a project's creation or change.
 *
 * @param name as sent; checked by whoever needs one
 * @param visibility empty when the body does not say
 */
record ProjectRequest(Optional<String> name, Optional<Visibility> visibility) {
    private static final Set<String> KNOWN =
            Set.of("project_name", "public", "metadata", "cve_allowlist", "storage_limit", "registry_id");
    private static final String PUBLIC = "public";

    sealed interface Parsed {
        record Valid(ProjectRequest request) implements Parsed {}

        record Invalid(String message) implements Parsed {}
    }

    /**
     * Accepts the fields of Harbor's ProjectReq, whose clients send all of them, and no others: a field that would be passed
     * over is more likely an attempt or a mistake than a wish.
     */
    static Parsed parse(ObjectNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KNOWN.contains(name)) {
                return new Parsed.Invalid("unknown field");
            }
        }
        JsonNode name = body.path("project_name");
        if (isSet(name) && !name.isTextual()) {
            return new Parsed.Invalid("project_name must be a string");
        }
        if (body.path("registry_id").asLong(0) != 0) {
            return new Parsed.Invalid("proxy cache projects are not supported");
        }
        Optional<String> fault = faultOfMetadata(body.path("metadata"));
        JsonNode legacy = body.path(PUBLIC);
        if (fault.isPresent() || (isSet(legacy) && !legacy.isBoolean())) {
            return new Parsed.Invalid(fault.orElse("public must be true or false"));
        }
        return new Parsed.Valid(new ProjectRequest(
                isSet(name) ? Optional.of(name.asText()) : Optional.empty(),
                visibility(body.path("metadata").path(PUBLIC), legacy)));
    }

    private static Optional<String> faultOfMetadata(JsonNode metadata) {
        if (!isSet(metadata)) {
            return Optional.empty();
        }
        if (!metadata.isObject()) {
            return Optional.of("metadata must be an object");
        }
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            JsonNode value = entry.getValue();
            if (isSet(value) && !value.isTextual()) {
                return Optional.of("all metadata must be strings");
            }
        }
        JsonNode visible = metadata.path(PUBLIC);
        return isSet(visible) && !Set.of("true", "false").contains(visible.asText())
                ? Optional.of("metadata.public must be \"true\" or \"false\"")
                : Optional.empty();
    }

    private static Optional<Visibility> visibility(JsonNode metadata, JsonNode legacy) {
        if (!isSet(metadata) && !isSet(legacy)) {
            return Optional.empty();
        }
        boolean visible = isSet(metadata) ? metadata.asText().equals("true") : legacy.asBoolean();
        return Optional.of(visible ? Visibility.PUBLIC : Visibility.PRIVATE);
    }

    private static boolean isSet(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
