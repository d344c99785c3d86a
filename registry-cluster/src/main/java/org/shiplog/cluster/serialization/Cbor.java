package org.shiplog.cluster.serialization;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Domain values as CBOR (RFC 8949). Fields that a reader does not know are an error: a changed form gets a new version. */
final class Cbor {
    private final ObjectMapper mapper = CBORMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new DomainModule())
            .build();

    byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    <T> T read(byte[] bytes, JavaType type) {
        try {
            return mapper.readValue(bytes, type);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + type, e);
        }
    }

    JavaType type(Class<?> raw, Class<?>... parameters) {
        return mapper.getTypeFactory().constructParametricType(raw, parameters);
    }

    JavaType type(TypeReference<?> reference) {
        return mapper.getTypeFactory().constructType(reference);
    }
}
