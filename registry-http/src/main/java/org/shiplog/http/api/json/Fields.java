package org.shiplog.http.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a request's object field by field. A field that is {@code null} counts as absent; one that nobody asks for is refused, since
 * it is more likely an attempt or a mistake than a wish. Text never holds what no database can keep.
 */
public final class Fields {
    private final ObjectNode object;

    private Fields(ObjectNode object) {
        this.object = object;
    }

    /** What the fields become. */
    public interface Reading<T> {
        T of(Fields fields) throws Unfit;
    }

    sealed interface Read<T> {
        record Value<T>(T value) implements Read<T> {}

        /** @param message what is wrong, for people (status 400) */
        record Refused<T>(String message) implements Read<T> {}
    }

    /** Leaves the depths of a reading; becomes a value before it leaves {@link #read}. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        public Unfit(String message) {
            super(message, null, false, false);
        }
    }

    static <T> Read<T> read(ObjectNode object, Reading<T> reading) {
        try {
            return new Read.Value<>(reading.of(new Fields(object)));
        } catch (Unfit unfit) {
            return new Read.Refused<>(String.valueOf(unfit.getMessage()));
        }
    }

    /** Refuses all other fields. */
    public Fields only(Set<String> known) throws Unfit {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw new Unfit("unknown field");
            }
        }
        return this;
    }

    public boolean has(String name) {
        JsonNode node = object.path(name);
        return !node.isMissingNode() && !node.isNull();
    }

    public Optional<String> text(String name, int maxLength) throws Unfit {
        return has(name) ? Optional.of(text(name, object.path(name), maxLength)) : Optional.empty();
    }

    private static String text(String name, JsonNode node, int maxLength) throws Unfit {
        if (!node.isTextual()) {
            throw new Unfit(name + " must be a string");
        }
        String text = node.asText();
        if (text.length() > maxLength) {
            throw new Unfit(name + " must have at most " + maxLength + " characters");
        }
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new Unfit(name + " holds characters that are none");
        }
        return text;
    }

    public Optional<Long> number(String name) throws Unfit {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode node = object.path(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new Unfit(name + " must be a whole number");
        }
        return Optional.of(node.asLong());
    }

    public Optional<Boolean> flag(String name) throws Unfit {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!object.path(name).isBoolean()) {
            throw new Unfit(name + " must be true or false");
        }
        return Optional.of(object.path(name).asBoolean());
    }

    public Optional<Fields> object(String name) throws Unfit {
        return has(name) ? Optional.of(object(name, object.path(name))) : Optional.empty();
    }

    private static Fields object(String name, JsonNode node) throws Unfit {
        if (node instanceof ObjectNode inner) {
            return new Fields(inner);
        }
        throw new Unfit(name + " must be an object");
    }

    /** None when the field is absent. */
    public List<Fields> objects(String name, int max) throws Unfit {
        List<Fields> found = new ArrayList<>();
        for (JsonNode node : list(name, max)) {
            found.add(object("each of " + name, node));
        }
        return found;
    }

    /** None when the field is absent. */
    public List<String> texts(String name, int max, int maxLength) throws Unfit {
        List<String> found = new ArrayList<>();
        for (JsonNode node : list(name, max)) {
            found.add(text("each of " + name, node, maxLength));
        }
        return found;
    }

    private Iterable<JsonNode> list(String name, int max) throws Unfit {
        if (!has(name)) {
            return List.of();
        }
        JsonNode node = object.path(name);
        if (!node.isArray() || node.size() > max) {
            throw new Unfit(name + " must be a list of at most " + max);
        }
        return node;
    }

    /** Every field of the object, as text by name; those that are null are left out. */
    public Map<String, String> allTexts(int max, int maxLength) throws Unfit {
        if (object.size() > max) {
            throw new Unfit("more than " + max + " fields in an object");
        }
        Map<String, String> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getValue().isNull()) {
                String name = text("a field's name", object.textNode(field.getKey()), maxLength);
                found.put(name, text("each value", field.getValue(), maxLength));
            }
        }
        return found;
    }
}
