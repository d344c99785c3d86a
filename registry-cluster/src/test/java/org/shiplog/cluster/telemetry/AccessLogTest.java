package org.shiplog.cluster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.http.route.Arrival;
import org.slf4j.LoggerFactory;

class AccessLogTest {
    private final Logger log = (Logger) LoggerFactory.getLogger("org.shiplog.http.access");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void listen() {
        written.start();
        log.addAppender(written);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(written);
        log.setLevel(null);
    }

    @Test
    void saysWhoAskedForWhatAndWhatBecameOfItWithoutSecrets() {
        HttpRequest request = HttpRequest.GET("/v2/library/app/blobs/uploads/?token=query-secret")
                .addHeader(RawHeader.create("Authorization", "Basic header-secret"))
                .addHeader(RawHeader.create("User-Agent", "docker/29"));
        Arrival arrival = new Arrival("r-1", "/v2/library/app/blobs/uploads/", "192.0.2.7", Instant.EPOCH);

        new RequestTelemetry(new SimpleMeterRegistry(), Optional.empty())
                .begin(request, arrival)
                .answered(HttpResponse.create().withStatus(404).withEntity("not here"));

        List<ILoggingEvent> lines = List.copyOf(written.list);
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().getFormattedMessage()).isEqualTo("GET /v2/library/app/blobs/uploads/ 404");
        assertThat(lines.getFirst().getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains(
                        "requestId=r-1",
                        "client=192.0.2.7",
                        "status=404",
                        "route=none",
                        "bytes=8",
                        "userAgent=docker/29");
        String json = new String(new JsonLines().encode(lines.getFirst()), StandardCharsets.UTF_8);
        assertThat(json).contains("\"requestId\":\"r-1\"").doesNotContain("secret");
    }
}
