package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.NOTHING;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.header;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;

class MountHttpTest {
    private TestRegistry registry;
    private RegistryClient client;
    private Digest digest;

    @BeforeEach
    void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
        digest = client.push("team/source", bytes("content"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private HttpResponse<byte[]> mount(String query) {
        return client.send("POST", "/v2/team/target/blobs/uploads/?" + query, NOTHING);
    }

    private int pull(String repository) {
        return client.get("/v2/" + repository + "/blobs/" + digest).statusCode();
    }

    @Test
    void mountsFromTheNamedRepository() {
        HttpResponse<byte[]> response = mount("mount=" + digest + "&from=team/source");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(header(response, "Location")).isEqualTo("/v2/team/target/blobs/" + digest);
        assertThat(header(response, "Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(pull("team/target")).isEqualTo(200);
    }

    @Test
    void mountsEncodedNamesAndDigests() {
        String encoded = digest.toString().replace(":", "%3A");

        assertThat(mount("from=team%2Fsource&mount=" + encoded).statusCode()).isEqualTo(201);
    }

    @Test
    void mountsFromWhereItSawTheBlob() {
        assertThat(mount("mount=" + digest).statusCode()).isEqualTo(201);
        assertThat(mount("mount=" + digest).statusCode()).isEqualTo(201);
        assertThat(pull("team/target")).isEqualTo(200);
    }

    @Test
    void offersAnUploadInsteadOfAMountThatTheCallerMayNotHave() {
        registry.hidden.add(new RepositoryName("team/source"));

        for (String query : new String[] {"mount=" + digest + "&from=team/source", "mount=" + digest}) {
            HttpResponse<byte[]> response = mount(query);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(client.get(header(response, "Location")).statusCode()).isEqualTo(204);
        }
        assertThat(pull("team/target")).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mount=%s&from=team/nothing",
                "mount=%s&from=nobody/nothing",
                "mount=%s&from=NoName",
                "mount=%s&from=single",
                "mount=%s&from=",
                "mount=sha256:12&from=team/source",
                "mount=&from=team/source",
                "mount=md5:d41d8cd98f00b204e9800998ecf8427e&from=team/source",
                "mount=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855&from=team/source",
            })
    void offersAnUploadInsteadOfAMountThatCannotBe(String query) {
        HttpResponse<byte[]> response = mount(query.formatted(digest));

        assertThat(response.statusCode()).isEqualTo(202);
        byte[] other = bytes("uploaded instead");
        assertThat(client.close(header(response, "Location"), digest(other), other)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void keepsAMountedBlobWhenItsSourceLosesIt() {
        mount("mount=" + digest + "&from=team/source");

        assertThat(client.delete("/v2/team/source/blobs/" + digest).statusCode())
                .isEqualTo(202);
        assertThat(pull("team/source")).isEqualTo(404);
        assertThat(pull("team/target")).isEqualTo(200);
        assertThat(mount("mount=" + digest + "&from=team/source").statusCode()).isEqualTo(202);
    }

    @Test
    void mountsNothingIntoAProjectThatDoesNotExist() {
        assertThat(error(client.send(
                        "POST", "/v2/nobody/x/blobs/uploads/?mount=" + digest + "&from=team/source", NOTHING)))
                .isEqualTo("403 DENIED");
    }
}
