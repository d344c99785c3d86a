package org.shiplog.e2e.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.SharedRegistry;

@ExtendWith(SharedRegistry.class)
final class EventStreamTest {
    private static final String EVENTS = "/api/shiplog/v1/events?repository=library/feed/app";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final byte[] EMPTY_INDEX =
            ("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":[]}").getBytes(StandardCharsets.UTF_8);

    private final RegistryHttp http;

    EventStreamTest(Registry registry) {
        this.http = registry.asAdmin();
    }

    @Test
    void aPushIsToldToWhoFollowsAndToWhoAsksLater() throws IOException, InterruptedException {
        List<String> names = List.of(
                "org.shiplog.repository.created.v1",
                "org.shiplog.repository.manifest.pushed.v1",
                "org.shiplog.repository.tag.moved.v1");
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(
                                http.request(EVENTS + "&after=latest")
                                        .header("Accept", "text/event-stream")
                                        .build(),
                                BodyHandlers.ofLines())
                        .body()) {
            assertThat(http.put("/v2/library/feed/app/manifests/v1", INDEX, EMPTY_INDEX)
                            .status())
                    .isEqualTo(201);

            assertThat(lines.filter(line -> line.startsWith("event: "))
                            .map(line -> line.substring("event: ".length()))
                            .limit(names.size()))
                    .containsExactlyElementsOf(names);
            client.shutdownNow();
        }

        assertThat(StreamSupport.stream(http.get(EVENTS).json().get("events").spliterator(), false)
                        .map(event -> event.get("type").asText()))
                .containsExactlyElementsOf(names);
    }
}
