package org.shiplog.cluster.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.shiplog.cluster.config.Secret;
import org.shiplog.domain.oci.DigestAlgorithm;

/**
 * What clients do all day, done to a node for some seconds, so that Java can note which code is hot: it compiles that first when it
 * is started with these notes (the AOT cache). Leaves images behind, so it belongs on a throw-away data directory.
 */
final class Rehearsal implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final int PULLS_OF_EACH = 20;
    private static final int LARGE = 8 << 20;
    private static final int SMALL = 4 << 10;
    private static final String REPOSITORY = "library/rehearsal";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI node;
    private final Extent extent;
    private final String token;

    /** How much of it is done: all, or what a node that soon ends has use for. */
    enum Extent {
        FULL(40, 6),
        SHORT(3, 2);

        /** Of each client. */
        private final int smallImages;

        private final int largeBlobs;

        Extent(int smallImages, int largeBlobs) {
            this.smallImages = smallImages;
            this.largeBlobs = largeBlobs;
        }
    }

    private Rehearsal(URI node, Secret password, Extent extent) {
        this.node = node;
        this.extent = extent;
        this.token = token(password);
    }

    /** @throws IllegalStateException when the node does not answer as it should */
    static void of(URI node, Secret password, Extent extent) {
        try (Rehearsal rehearsal = new Rehearsal(node, password, extent)) {
            rehearsal.run();
        }
    }

    private void run() {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            var work = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> clients.submit(() -> act(client)))
                    .toList();
            work.forEach(Rehearsal::await);
        }
    }

    private static void await(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the rehearsal failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void act(int client) {
        for (int i = 0; i < extent.smallImages; i++) {
            pushAndPull(client + "-" + i);
        }
        for (int i = 0; i < extent.largeBlobs; i++) {
            byte[] bytes = bytes(LARGE, client + "-" + i);
            pull("blobs/" + push(bytes, i % 2 == 0));
        }
    }

    private void pushAndPull(String tag) {
        byte[] config = bytes(SMALL, "config " + tag);
        byte[] layer = bytes(SMALL, "layer " + tag);
        String manifest = """
            {"schemaVersion":2,"mediaType":"%s",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
            """.formatted(MANIFEST, push(config, true), SMALL, push(layer, false), SMALL);
        send(201, request("manifests/" + tag).header("Content-Type", MANIFEST).PUT(BodyPublishers.ofString(manifest)));
        for (int i = 0; i < PULLS_OF_EACH; i++) {
            send(200, request("manifests/" + tag).HEAD());
            pull("manifests/" + tag);
            pull("blobs/" + digest(layer));
        }
        pull("tags/list?n=100");
    }

    private String push(byte[] bytes, boolean asDocker) {
        String digest = digest(bytes);
        URI upload = location(send(202, request("blobs/uploads/").POST(BodyPublishers.noBody())));
        BodyPublisher body = BodyPublishers.ofByteArray(bytes);
        if (asDocker) {
            BodyPublisher chunks = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
            upload = location(send(202, request(upload).method("PATCH", chunks)));
            body = BodyPublishers.noBody();
        }
        URI closing = URI.create(upload + (upload.getQuery() == null ? "?" : "&") + "digest=" + digest);
        send(201, request(closing).PUT(body));
        return digest;
    }

    private void pull(String path) {
        send(200, request(path).GET());
    }

    private URI location(HttpResponse<?> answer) {
        return node.resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private HttpRequest.Builder request(String path) {
        return request(node.resolve("/v2/" + REPOSITORY + "/" + path));
    }

    private HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Accept", MANIFEST);
    }

    private String token(Secret password) {
        String credentials = "admin:" + password.reveal();
        HttpRequest.Builder asked = HttpRequest.newBuilder(
                        node.resolve("/service/token?scope=repository:" + REPOSITORY + ":pull,push"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        try {
            return new ObjectMapper()
                    .readTree(send(200, asked).body())
                    .path("token")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException("no token", e);
        }
    }

    private HttpResponse<byte[]> send(int expected, HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != expected) {
                throw new IllegalStateException(answer + " instead of " + expected);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from the node", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(int length, String beginning) {
        byte[] bytes = new byte[length];
        byte[] unique = beginning.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(unique, 0, bytes, 0, unique.length);
        return bytes;
    }

    private static String digest(byte[] bytes) {
        return DigestAlgorithm.SHA256.digestOf(bytes).toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
