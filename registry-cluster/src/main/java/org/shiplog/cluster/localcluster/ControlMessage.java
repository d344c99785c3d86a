package org.shiplog.cluster.localcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is said over the control socket: one request, then any number of replies, each a line of JSON. The last reply has an exit code. */
final class ControlMessage {
    private static final int LONGEST_LINE = 16 << 10;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .build();

    private ControlMessage() {}

    record Request(ControlCommand command, Optional<Integer> node) {}

    /** @param exit the exit code for the process that asked; empty when more follows */
    record Reply(String say, Optional<Integer> exit) {}

    static byte[] line(Record message) {
        try {
            return (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + message, e);
        }
    }

    /** The next message; empty at the end of the stream. @throws IOException also for a line that is too long or is none */
    static <T extends Record> Optional<T> read(InputStream in, Class<T> type) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
            }
            line.write(next);
        }
        return Optional.of(JSON.readValue(line.toByteArray(), type));
    }
}
