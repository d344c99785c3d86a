package org.shiplog.cluster.serialization;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.time.Instant;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;

/**
 * Events as lines of JSON that people can read. Names and forms are those of the journal; only times differ, which are written as in
 * ISO 8601.
 */
public final class EventText {
    private static final String TIME_IN_PROVENANCE = "at";

    private final EventTypes types = new EventTypes();
    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new DomainModule())
            .addModule(new ReadableTimes())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * An event with its place.
     *
     * @param kind of the entity that it happened to, such as {@code Repository}
     * @param sequence its number among the entity's events
     * @param number its number in the whole journal
     */
    public record Line(String kind, long sequence, long number, Recorded<?> event) {}

    /** One line, without its end. */
    public String write(Line line) {
        String type = types.nameOf(line.event().event());
        int slash = type.lastIndexOf('/');
        ObjectNode provenance = mapper.valueToTree(line.event().provenance());
        ObjectNode text = mapper.createObjectNode()
                .put("entity", line.kind())
                .put("sequence", line.sequence())
                .put("number", line.number())
                .put("type", type.substring(0, slash))
                .put("version", Integer.parseInt(type.substring(slash + 1)));
        text.set("time", provenance.remove(TIME_IN_PROVENANCE));
        text.set("provenance", provenance);
        text.set("data", mapper.valueToTree(line.event().event()));
        return text.toString();
    }

    /** @throws IllegalArgumentException that says what is wrong with the text */
    public Line read(String text) {
        try {
            Form form = mapper.readValue(text, Form.class);
            ObjectNode provenance = form.provenance().deepCopy().put(TIME_IN_PROVENANCE, form.time());
            Object event = mapper.treeToValue(form.data(), types.formOf(form.type() + "/" + form.version()));
            Recorded<?> recorded = new Recorded<>(event, mapper.treeToValue(provenance, Provenance.class));
            return new Line(form.entity(), form.sequence(), form.number(), FormerEvents.today(recorded));
        } catch (JsonProcessingException | NullPointerException e) {
            throw new IllegalArgumentException("not an event: " + e.getMessage(), e);
        }
    }

    private record Form(
            String entity,
            long sequence,
            long number,
            String type,
            int version,
            String time,
            ObjectNode provenance,
            ObjectNode data) {}

    private static final class ReadableTimes extends SimpleModule {
        private static final long serialVersionUID = 1L;

        ReadableTimes() {
            addSerializer(Instant.class, new JsonSerializer<>() {
                @Override
                public void serialize(Instant at, JsonGenerator out, SerializerProvider provider) throws IOException {
                    out.writeString(at.toString());
                }
            });
            addDeserializer(Instant.class, new StdScalarDeserializer<>(Instant.class) {
                private static final long serialVersionUID = 1L;

                @Override
                public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                    return Instant.parse(parser.getText());
                }
            });
        }
    }
}
