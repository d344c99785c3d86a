package org.shiplog.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.shiplog.cluster.config.ConfigReader;
import org.shiplog.domain.oci.DigestAlgorithm;

/** A whole node in this process, on a database that was given, and its administrator. */
public final class TestNode implements AutoCloseable {
    public static final String PASSWORD = "Correct-horse-1";

    private final Node node;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestNode(Node node) {
        this.node = node;
    }

    /** @param settings as environment variables; ports are free ones unless they say otherwise */
    public static TestNode start(TestDatabase database, Path directory, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SHIPLOG_HTTP_PORT", "0",
                "SHIPLOG_MANAGEMENT_PORT", "0",
                "SHIPLOG_DATA_DIR", directory.toString(),
                "SHIPLOG_DATABASE_URL", database.address().jdbcUrl(),
                "SHIPLOG_ADMIN_PASSWORD", PASSWORD));
        environment.putAll(settings);
        return new TestNode(Node.start(ConfigReader.read(Optional.empty(), environment), (_, _) -> {}));
    }

    public URI managementUrl() {
        return node.managementUrl();
    }

    /** Sends a request as the administrator. */
    public HttpResponse<String> send(String method, String path, byte[] body, String... headers) {
        return sendAs("admin:" + PASSWORD, method, path, body, headers);
    }

    /** Sends a request with the wrong password. */
    public HttpResponse<String> sendWrongPassword(String path) {
        return sendAs("admin:wrong", "GET", path, new byte[0]);
    }

    private HttpResponse<String> sendAs(
            String credentials, String method, String path, byte[] body, String... headers) {
        URI target = path.startsWith("http") ? URI.create(path) : node.url().resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Authorization", "Basic " + basic(credentials));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return answer(request.build());
    }

    /** Asks on the management listener. */
    public HttpResponse<String> manage(String path, String accept) {
        return answer(HttpRequest.newBuilder(node.managementUrl().resolve(path))
                .header("Accept", accept)
                .build());
    }

    /** Pushes a manifest that lists one blob of its own, and returns the blob's digest. */
    public String push(String repository, String tag, byte[] blob) {
        String digest = DigestAlgorithm.SHA256.digestOf(blob).toString();
        String upload = send("POST", "/v2/" + repository + "/blobs/uploads/", new byte[0])
                .headers()
                .firstValue("Location")
                .orElseThrow();
        send("PATCH", upload, blob, "Content-Type", "application/octet-stream");
        send("PUT", upload + "?digest=" + digest, new byte[0]);
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":%d},
                 "layers":[]}""".formatted(digest, blob.length);
        HttpResponse<String> pushed = send(
                "PUT",
                "/v2/" + repository + "/manifests/" + tag,
                manifest.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/vnd.oci.image.manifest.v1+json");
        if (pushed.statusCode() != 201) {
            throw new IllegalStateException(pushed.statusCode() + " " + pushed.body());
        }
        return digest;
    }

    private HttpResponse<String> answer(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String basic(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        client.close();
        node.close();
    }
}
