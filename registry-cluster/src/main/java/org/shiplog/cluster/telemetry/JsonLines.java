package org.shiplog.cluster.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each log event as one JSON object in a line: timestamp, level, logger, thread, message, node, what the event has of
 * its own such as requestId, and exception. Texts longer than {@value #LONGEST} characters are cut.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final int LONGEST = 8_000;
    private static final Set<String> TAKEN =
            Set.of("timestamp", "level", "logger", "thread", "message", "node", "exception");
    private static final byte[] NOTHING = {};

    private final JsonFactory json = new JsonFactory();
    private String node = "";

    /** Set by the logging configuration: the name of this node. */
    public void setNode(String node) {
        this.node = node;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        // Through characters: writing bytes, the library gives up at half of a surrogate pair, which clients can send.
        StringWriter line = new StringWriter(512);
        try (JsonGenerator object = json.createGenerator(line)) {
            object.writeStartObject();
            object.writeStringField("timestamp", event.getInstant().toString());
            object.writeStringField("level", event.getLevel().toString());
            object.writeStringField("logger", event.getLoggerName());
            object.writeStringField("thread", event.getThreadName());
            object.writeStringField("message", cut(event.getFormattedMessage()));
            if (!node.isEmpty()) {
                object.writeStringField("node", node);
            }
            writeContext(object, event);
            if (event.getThrowableProxy() != null) {
                object.writeStringField("exception", cut(ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
            object.writeEndObject();
            object.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("memory has no input or output to fail", e);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void writeContext(JsonGenerator object, ILoggingEvent event) throws IOException {
        for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
            write(object, entry.getKey(), entry.getValue());
        }
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                write(object, pair.key, pair.value);
            }
        }
    }

    private static void write(JsonGenerator object, String name, @Nullable Object value) throws IOException {
        if (TAKEN.contains(name)) {
            return;
        }
        switch (value) {
            case null -> object.writeNullField(name);
            case Integer number -> object.writeNumberField(name, number);
            case Long number -> object.writeNumberField(name, number);
            case Double number -> object.writeNumberField(name, number);
            case Boolean truth -> object.writeBooleanField(name, truth);
            case Object other -> object.writeStringField(name, cut(other.toString()));
        }
    }

    private static String cut(@Nullable String text) {
        String whole = text == null ? "" : text;
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
