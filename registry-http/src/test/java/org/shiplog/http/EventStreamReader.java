package org.shiplog.http;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of Server-Sent Events, as the standard says to read them. */
final class EventStreamReader implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpResponse<InputStream> response;
    final List<JsonNode> events = new CopyOnWriteArrayList<>();
    final List<String> names = new CopyOnWriteArrayList<>();
    volatile String lastEventId = "";
    volatile String retry = "";
    volatile int comments;
    volatile boolean ended;

    /** @param headers names and values in turn */
    EventStreamReader(TestServer server, String query, String authorization, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.address() + "/api/shiplog/v1/events" + query))
                .header("Authorization", authorization)
                .header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            response = client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Thread.startVirtualThread(this::read);
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = line.substring(colon + 1).strip();
                switch (field) {
                    case "" -> {
                        if (colon == 0) {
                            comments++;
                        } else if (!data.isEmpty()) {
                            names.add(name);
                            events.add(JSON.readTree(data));
                            data = "";
                        }
                    }
                    case "id" -> lastEventId = value;
                    case "event" -> name = value;
                    case "data" -> data = value;
                    case "retry" -> retry = value;
                    default -> throw new IllegalStateException(line);
                }
            }
        } catch (IOException _) {
            // Broken off, which is one way to end.
        } finally {
            ended = true;
        }
    }

    /** Waits until there are so many events. */
    List<JsonNode> events(int count) {
        await().atMost(PATIENCE).until(() -> events.size() >= count);
        return events;
    }

    List<String> subjects() {
        return events.stream().map(event -> event.get("subject").asText()).toList();
    }

    void awaitEnd() {
        await().atMost(PATIENCE).until(() -> ended);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
