package org.shiplog.cluster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final JsonLines lines = new JsonLines();

    JsonLinesTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        lines.setNode("one:5000");
    }

    @Test
    void writesWhatAnEventHasOfItsOwnBesideWhatEveryEventHas() throws IOException {
        LoggingEvent event = event("request {} failed", new IllegalStateException("inside"), "r-1");
        event.addKeyValuePair(new KeyValuePair("requestId", "r-1"));
        event.addKeyValuePair(new KeyValuePair("status", 500));

        JsonNode line = written(event);

        assertThat(line.get("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(line.get("level").asText()).isEqualTo("ERROR");
        assertThat(line.get("logger").asText()).isEqualTo("org.shiplog.test");
        assertThat(line.get("message").asText()).isEqualTo("request r-1 failed");
        assertThat(line.get("node").asText()).isEqualTo("one:5000");
        assertThat(line.get("requestId").asText()).isEqualTo("r-1");
        assertThat(line.get("status").isInt()).isTrue();
        assertThat(line.get("exception").asText()).contains("IllegalStateException: inside", "\tat ");
    }

    @Test
    void staysOneLineAndOneObjectWhateverATextHolds() throws IOException {
        LoggingEvent event = event("asked for {}", null, "a\r\n{\"level\":\"forged\"} \u2028 \0 \ud800");
        event.addKeyValuePair(new KeyValuePair("message", "forged"));
        event.addKeyValuePair(new KeyValuePair("userAgent", "x".repeat(100_000)));
        event.addKeyValuePair(new KeyValuePair("nothing", null));

        JsonNode line = written(event);

        assertThat(line.get("message").asText()).startsWith("asked for a\r\n{\"level\"");
        assertThat(line.get("userAgent").asText()).hasSize(8_000);
        assertThat(line.get("nothing").isNull()).isTrue();
    }

    private LoggingEvent event(String message, Throwable failure, String argument) {
        return new LoggingEvent(
                "test", context.getLogger("org.shiplog.test"), Level.ERROR, message, failure, new Object[] {argument});
    }

    private JsonNode written(LoggingEvent event) throws IOException {
        String text = new String(lines.encode(event), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        assertThat(text.lines()).hasSize(1);
        return new ObjectMapper().readTree(text);
    }
}
