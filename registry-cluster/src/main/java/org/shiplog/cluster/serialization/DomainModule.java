package org.shiplog.cluster.serialization;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.job.Cron;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;

/** How the domain's values look on the wire: names and digests as text, times as microseconds, maps as flat arrays. */
final class DomainModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    DomainModule() {
        addSerializer(Digest.class, ToStringSerializer.instance);
        addDeserializer(Digest.class, new DigestDeserializer());
        text(RepositoryName.class, RepositoryName::new);
        text(ProjectName.class, ProjectName::new);
        text(Tag.class, Tag::new);
        text(MediaType.class, MediaType::new);
        text(Username.class, Username::new);
        text(RepositoryGlob.class, RepositoryGlob::new);
        text(Permission.class, Permission::of);
        text(JobType.class, JobType::new);
        text(Cron.class, Cron::new);
        setMixInAnnotation(Provenance.class, ProvenanceForm.class);
        setMixInAnnotation(ManifestFacts.class, ManifestForm.class);
        addSerializer(Instant.class, new MicrosecondsSerializer());
        addDeserializer(Instant.class, new MicrosecondsDeserializer());
        addSerializer(PersistentMap.class, new MapSerializer());
        addDeserializer(PersistentMap.class, new UntypedMapDeserializer());
    }

    /** Most events undo nothing, and are written as they were before any could. */
    interface ProvenanceForm {
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Optional<Long> undoes();
    }

    /** Most manifests are no other form of an image, and are written as they were before any was. */
    interface ManifestForm {
        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Optional<Digest> accelerates();
    }

    private <T> void text(Class<T> type, Function<String, T> parse) {
        addSerializer(type, ToStringSerializer.instance);
        addDeserializer(type, new TextDeserializer<>(type, parse));
    }

    private static final class TextDeserializer<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        TextDeserializer(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parse.apply(parser.getText());
        }
    }

    /** A repository names most of its digests several times; what is read at once holds each of them once. */
    private static final class DigestDeserializer extends StdScalarDeserializer<Digest> {
        private static final long serialVersionUID = 1L;

        DigestDeserializer() {
            super(Digest.class);
        }

        @Override
        public Digest deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return digests(context).computeIfAbsent(parser.getText(), Digest::of);
        }

        @SuppressWarnings("unchecked") // Put there a few lines below, and nowhere else.
        private static Map<String, Digest> digests(DeserializationContext context) {
            Object known = context.getAttribute(DigestDeserializer.class);
            if (known == null) {
                Map<String, Digest> digests = new HashMap<>();
                context.setAttribute(DigestDeserializer.class, digests);
                return digests;
            }
            return (Map<String, Digest>) known;
        }
    }

    private static final class MicrosecondsSerializer extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant at, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(ChronoUnit.MICROS.between(Instant.EPOCH, at));
        }
    }

    private static final class MicrosecondsDeserializer extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        MicrosecondsDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.EPOCH.plus(parser.getLongValue(), ChronoUnit.MICROS);
        }
    }

    @SuppressWarnings("rawtypes") // Jackson registers serializers by raw class.
    private static final class MapSerializer extends JsonSerializer<PersistentMap> {
        @Override
        @SuppressWarnings("unchecked") // Every persistent map has comparable keys.
        public void serialize(PersistentMap map, JsonGenerator out, SerializerProvider provider) throws IOException {
            List<PersistentMap.Entry<?, ?>> entries = map.entriesAfter(null, map.size());
            out.writeStartArray(map, entries.size() * 2);
            for (PersistentMap.Entry<?, ?> entry : entries) {
                provider.defaultSerializeValue(entry.key(), out);
                provider.defaultSerializeValue(entry.value(), out);
            }
            out.writeEndArray();
        }
    }

    /** Stands in until Jackson says what the map's keys and values are. */
    @SuppressWarnings("rawtypes") // Jackson registers deserializers by raw class.
    private static final class UntypedMapDeserializer extends JsonDeserializer<PersistentMap>
            implements ContextualDeserializer {
        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
                throws JsonMappingException {
            JavaType type = context.getContextualType();
            return new MapDeserializer(
                    context.findContextualValueDeserializer(type.containedType(0), property),
                    context.findContextualValueDeserializer(type.containedType(1), property));
        }

        @Override
        public PersistentMap deserialize(JsonParser parser, DeserializationContext context) {
            throw new IllegalStateException("a persistent map's type parameters are unknown here");
        }
    }

    @SuppressWarnings("rawtypes") // Jackson registers deserializers by raw class.
    private static final class MapDeserializer extends JsonDeserializer<PersistentMap> {
        private final JsonDeserializer<Object> keys;
        private final JsonDeserializer<Object> values;

        MapDeserializer(JsonDeserializer<Object> keys, JsonDeserializer<Object> values) {
            this.keys = keys;
            this.values = values;
        }

        @Override
        @SuppressWarnings("unchecked") // The declared type of the field says what keys and values are.
        public PersistentMap deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            List<PersistentMap.Entry> entries = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Object key = keys.deserialize(parser, context);
                parser.nextToken();
                entries.add(new PersistentMap.Entry<>(key, values.deserialize(parser, context)));
            }
            return PersistentMap.ofSorted((List) entries);
        }
    }
}
