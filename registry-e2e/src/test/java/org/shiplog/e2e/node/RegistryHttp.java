package org.shiplog.e2e.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Plain requests to the registry, by which tests check what a client did. Reads whole bodies: for small things only. */
public final class RegistryHttp {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFESTS = String.join(
            ", ",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    private final Registry registry;
    private final boolean admin;

    RegistryHttp(Registry registry, boolean admin) {
        this.registry = registry;
        this.admin = admin;
    }

    /** An answer with its body as bytes. */
    public record Answer(int status, HttpResponse<byte[]> response) {
        public byte[] body() {
            return response.body();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            return RegistryHttp.json(text());
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException failure) {
            throw new UncheckedIOException("not JSON: " + text, failure);
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer manifest(String repository, String reference) {
        return send(request("/v2/" + repository + "/manifests/" + reference)
                .header("Accept", MANIFESTS)
                .GET());
    }

    public Answer post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public Answer put(String path, String mediaType, byte[] body) {
        return send(request(path).header("Content-Type", mediaType).PUT(BodyPublishers.ofByteArray(body)));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Pushes a blob in one request and returns the answer to it. */
    public Answer upload(String repository, String digest, byte[] body) {
        return send(request("/v2/" + repository + "/blobs/uploads/?digest=" + digest)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** Creates a project, or fails the test. */
    public void createProject(String name, boolean isPublic) {
        var answer = post("/api/v2.0/projects", """
            {"project_name":"%s","metadata":{"public":"%s"}}\
            """.formatted(name, isPublic));
        if (answer.status() != 201) {
            throw new AssertionError("project " + name + " not created: " + answer.status() + " " + answer.text());
        }
    }

    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(registry.address(path)).timeout(Duration.ofSeconds(30));
        if (admin) {
            var pair = registry.user() + ":" + registry.password();
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }
}
