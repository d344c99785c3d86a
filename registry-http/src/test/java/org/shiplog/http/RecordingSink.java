package org.shiplog.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A receiver of webhooks on loopback, which answers as the test says and keeps what came. */
final class RecordingSink implements AutoCloseable {
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile Function<Received, Answer> answers = _ -> new Answer(200, Map.of());

    /** @param headers of the answer */
    record Answer(int status, Map<String, String> headers) {}

    record Received(String method, String path, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return TestServer.parse(body);
        }

        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst();
        }

        /** What it is about, in Harbor's own form: {@code PUSH_ARTIFACT open/app:v1}. */
        String about() {
            JsonNode json = json();
            return json.at("/type").asText() + " "
                    + json.at("/event_data/repository/repo_full_name").asText() + ":"
                    + json.at("/event_data/resources/0/tag").asText();
        }
    }

    RecordingSink() {
        this(Optional.empty());
    }

    /** @param tls empty for plain HTTP */
    RecordingSink(Optional<HttpsConfigurator> tls) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            server = tls.isPresent() ? HttpsServer.create(any, 0) : HttpServer.create(any, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (server instanceof HttpsServer secure) {
            secure.setHttpsConfigurator(tls.orElseThrow());
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            received.add(request);
            Answer answer = answers.apply(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), -1);
        }
    }

    void answer(Function<Received, Answer> as) {
        answers = as;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port();
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    List<String> about() {
        return received.stream().map(Received::about).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
