package org.shiplog.http.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** Speaks the distribution API to a registry, as clients do and as they should not. */
final class RegistryClient {
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    static final byte[] NOTHING = new byte[0];

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    RegistryClient(String address) {
        this.address = address;
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofByteArray(body), headers);
    }

    /** Sends the body with chunked transfer coding, that is, without saying how long it is. */
    HttpResponse<byte[]> stream(String method, String path, byte[] body, String... headers) {
        return send(method, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), headers);
    }

    private HttpResponse<byte[]> send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address).resolve(path)).method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, NOTHING, headers);
    }

    HttpResponse<byte[]> head(String path, String... headers) {
        return send("HEAD", path, NOTHING, headers);
    }

    HttpResponse<byte[]> delete(String path, String... headers) {
        return send("DELETE", path, NOTHING, headers);
    }

    /** Begins an upload and returns its location. */
    String begin(String repository, String... headers) {
        return header(send("POST", "/v2/" + repository + "/blobs/uploads/", NOTHING, headers), "Location");
    }

    HttpResponse<byte[]> patch(String location, byte[] chunk, long first, long last) {
        return send("PATCH", location, chunk, "Content-Range", first + "-" + last);
    }

    HttpResponse<byte[]> close(String location, Digest digest, byte[] rest, String... headers) {
        return send("PUT", location + "?digest=" + digest, rest, headers);
    }

    /** Uploads a blob and returns its digest. */
    Digest push(String repository, byte[] content) {
        Digest digest = digest(content);
        HttpResponse<byte[]> response = close(begin(repository), digest, content);
        if (response.statusCode() != 201) {
            throw new AssertionError("push failed: " + response.statusCode() + " " + text(response));
        }
        return digest;
    }

    HttpResponse<byte[]> putManifest(String repository, String reference, String type, byte[] manifest) {
        return send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", type);
    }

    /** Pushes an image with the blobs that it needs, under a tag, and returns its bytes. */
    byte[] pushImage(String repository, String tag, String content) {
        Digest config = push(repository, bytes("{\"of\":\"" + content + "\"}"));
        Digest layer = push(repository, bytes(content));
        byte[] manifest = bytes(image(
                descriptor("config", config, 9 + content.length()), descriptor("layer", layer, content.length())));
        HttpResponse<byte[]> response = putManifest(repository, tag, OCI_MANIFEST, manifest);
        if (response.statusCode() != 201) {
            throw new AssertionError("push failed: " + response.statusCode() + " " + text(response));
        }
        return manifest;
    }

    static String image(String config, String... layers) {
        return """
            {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}\
            """.formatted(OCI_MANIFEST, config, String.join(",", layers));
    }

    static String descriptor(String kind, Digest digest, long size) {
        return """
            {"mediaType":"application/vnd.example.%s","digest":"%s","size":%d}\
            """.formatted(kind, digest, size);
    }

    static Digest digest(byte[] content) {
        return DigestAlgorithm.SHA256.digestOf(content);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElseThrow(() -> new AssertionError("no header " + name));
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status and the codes of an error answer, {@code 404 BLOB_UNKNOWN}. */
    static String error(HttpResponse<byte[]> response) {
        List<String> codes = new ArrayList<>();
        json(response)
                .get("errors")
                .forEach(error -> codes.add(error.get("code").asText()));
        return response.statusCode() + " " + String.join(" ", codes);
    }
}
