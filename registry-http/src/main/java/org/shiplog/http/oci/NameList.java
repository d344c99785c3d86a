package org.shiplog.http.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** An answer that lists names: tags of a repository, or repositories. */
final class NameList {
    private static final JsonFactory JSON = new JsonFactory();

    private NameList() {}

    /** @param of the name of the repository whose names these are */
    static HttpResponse response(String member, List<String> names, Optional<String> of) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (of.isPresent()) {
                json.writeStringField("name", of.get());
            }
            json.writeArrayFieldStart(member);
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return HttpResponse.create()
                .withEntity(ContentTypes.APPLICATION_JSON, ByteString.fromArrayUnsafe(bytes.toByteArray()));
    }
}
