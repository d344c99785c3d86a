package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.header;

import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;

/** Blobs of a store that clients may read from themselves. */
class BlobRedirectHttpTest {
    private TestRegistry registry;
    private RegistryClient client;
    private Digest digest;
    private String path;

    @BeforeEach
    void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
        digest = client.push("team/app", bytes("0123456789"));
        path = "/v2/team/app/blobs/" + digest;
        registry.blobs.redirectTo(URI.create("https://s3.example.org/registry/"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void sendsTheClientToTheStore() {
        HttpResponse<byte[]> answer = client.get(path);

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(header(answer, "Location"))
                .isEqualTo("https://s3.example.org/registry/" + digest.encoded()
                        + "?X-Amz-Expires=600&X-Amz-Signature=a%2Fb");
        assertThat(header(answer, "Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void leavesRangesToTheStore() {
        assertThat(client.get(path, "Range", "bytes=2-4").statusCode()).isEqualTo(307);
    }

    @Test
    void neverRedirectsHead() {
        HttpResponse<byte[]> answer = client.head(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo("10");
    }

    @Test
    void sendsNobodyToWhatTheyHaveOrMayNotSee() {
        assertThat(client.get(path, "If-None-Match", "\"" + digest + "\"").statusCode())
                .isEqualTo(304);
        assertThat(client.get("/v2/team/other/blobs/" + digest).statusCode()).isEqualTo(404);
    }
}
