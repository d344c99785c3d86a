package org.shiplog.cluster.serialization;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Domain values as CBOR (RFC 8949). */
final class Cbor {
    private final ObjectMapper mapper;

    private Cbor(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** What is kept for ever. Fields that a reader does not know are an error: a changed form gets a new version. */
    static Cbor ofRecords() {
        return new Cbor(builder().build());
    }

    /** What lives for a moment, between nodes of which one may be a release ahead. Its additional fields are passed over. */
    static Cbor ofMessages() {
        return new Cbor(builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build());
    }

    private static CBORMapper.Builder builder() {
        return CBORMapper.builder().addModule(new Jdk8Module()).addModule(new DomainModule());
    }

    byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    /** A value within another one, whose form only its name tells. */
    ByteBuffer pack(Object value) {
        return ByteBuffer.wrap(write(value));
    }

    <T> T unpack(ByteBuffer packed, JavaType type) {
        byte[] bytes = new byte[packed.remaining()];
        packed.duplicate().get(bytes);
        return read(bytes, type);
    }

    <T> T read(byte[] bytes, JavaType type) {
        try {
            return mapper.readValue(bytes, type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + type, e);
        }
    }

    JavaType type(Class<?> raw, Class<?>... parameters) {
        return parameters.length == 0
                ? mapper.getTypeFactory().constructType(raw)
                : mapper.getTypeFactory().constructParametricType(raw, parameters);
    }

    JavaType type(TypeReference<?> reference) {
        return mapper.getTypeFactory().constructType(reference);
    }
}
