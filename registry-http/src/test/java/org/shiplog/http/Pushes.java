package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** Makes manifests and pushes them as the administrator, blobs first where they are missing. */
final class Pushes {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String CONFIG = """
        {"architecture": "amd64", "os": "linux", "author": "ann", "created": "2026-01-02T03:04:05Z",
         "config": {"Env": ["A=b"]}, "history": [{"created_by": "COPY . /"}], "rootfs": {}}\
        """;

    private final TestServer server;
    private final Map<Digest, byte[]> blobs = new HashMap<>();

    Pushes(TestServer server) {
        this.server = server;
    }

    /** @param members of its descriptor besides the usual, each with a comma behind it */
    record Layer(String type, byte[] content, String members) {}

    /** The digest under which it is from now on. */
    String push(String repository, String tag, String manifest) {
        HttpResponse<String> response = put(repository, tag, manifest);
        if (response.statusCode() == 400 && response.body().contains("MANIFEST_BLOB_UNKNOWN")) {
            blobs.values().forEach(blob -> upload(repository, blob));
            response = put(repository, tag, manifest);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return digest(manifest).toString();
    }

    String pushByDigest(String repository, String manifest) {
        return push(repository, digest(manifest).toString(), manifest);
    }

    private HttpResponse<String> put(String repository, String reference, String manifest) {
        return server.send(
                "PUT",
                "/v2/" + repository + "/manifests/" + reference,
                BodyPublishers.ofString(manifest),
                "Authorization",
                admin(),
                "Content-Type",
                manifest.contains("\"manifests\"") ? INDEX : MANIFEST);
    }

    private void upload(String repository, byte[] blob) {
        HttpResponse<String> response = server.send(
                "POST",
                "/v2/" + repository + "/blobs/uploads/?digest=" + DigestAlgorithm.SHA256.digestOf(blob),
                BodyPublishers.ofByteArray(blob),
                "Authorization",
                admin(),
                "Content-Type",
                "application/octet-stream");
        assertThat(response.statusCode()).isEqualTo(201);
    }

    String image(String config, String members) {
        return manifest(IMAGE_CONFIG, config, members);
    }

    /** @param members of the manifest besides the usual, each with a comma behind it */
    String manifest(String configType, String config, String members, Layer... layers) {
        List<String> descriptors =
                List.of(layers).stream().map(this::descriptor).toList();
        return "{\"schemaVersion\": 2, \"mediaType\": \"" + MANIFEST + "\", " + members + " \"config\": "
                + descriptor(new Layer(configType, config.getBytes(StandardCharsets.UTF_8), "")) + ", \"layers\": "
                + descriptors + "}";
    }

    private String descriptor(Layer layer) {
        Digest digest = DigestAlgorithm.SHA256.digestOf(layer.content());
        blobs.put(digest, layer.content());
        return "{" + layer.members() + " \"mediaType\": \"" + layer.type() + "\", \"digest\": \"" + digest
                + "\", \"size\": " + layer.content().length + "}";
    }

    /** The member that attaches a manifest to another one. */
    static String subject(String digest) {
        return "\"subject\": {\"mediaType\": \"" + MANIFEST + "\", \"digest\": \"" + digest + "\", \"size\": 10},";
    }

    static String index(String members, String amd, String arm) {
        return "{\"schemaVersion\": 2, \"mediaType\": \"" + INDEX + "\", " + members + " \"manifests\": ["
                + child(amd, "amd64") + ", " + child(arm, "arm64") + "]}";
    }

    private static String child(String digest, String architecture) {
        return "{\"mediaType\": \"" + MANIFEST + "\", \"digest\": \"" + digest
                + "\", \"size\": 10, \"platform\": {\"os\": \"linux\", \"architecture\": \"" + architecture + "\"}}";
    }

    static Digest digest(String text) {
        return DigestAlgorithm.SHA256.digestOf(text.getBytes(StandardCharsets.UTF_8));
    }
}
