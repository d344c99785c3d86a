package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.NOTHING;
import static org.shiplog.http.oci.RegistryClient.OCI_MANIFEST;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.descriptor;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.image;
import static org.shiplog.http.oci.RegistryClient.text;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand.ChangeStorageLimit;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;

/** Pushes to projects that have a limit. */
class QuotaHttpTest {
    private TestRegistry registry;
    private RegistryClient client;
    private int commands;

    @BeforeEach
    void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void asksNobodyWhereThereIsNoLimit() {
        client.pushImage("team/app", "v1", "content");
        assertThat(registry.quota.asked()).isZero();
    }

    @Test
    void takesWhatFitsAndRefusesWhatDoesNot() {
        limit(100);
        client.push("team/app", new byte[60]);
        Digest tooMuch = digest(new byte[41]);
        HttpResponse<byte[]> refused = client.close(client.begin("team/app"), tooMuch, new byte[41]);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(error(refused)).isEqualTo("403 DENIED");
        assertThat(text(refused))
                .contains("adding 41 B of storage resource, which when updated to current usage of 60 B will exceed"
                        + " the configured upper limit of 100 B.");
        assertThat(client.head("/v2/team/app/blobs/" + tooMuch).statusCode()).isEqualTo(404);
        client.push("team/app", new byte[40]);
    }

    @Test
    void refusesABlobInOneRequestToo() {
        limit(10);
        HttpResponse<byte[]> refused = client.send(
                "POST",
                "/v2/team/app/blobs/uploads/?digest=" + digest(new byte[11]),
                new byte[11],
                "Content-Type",
                "application/octet-stream");
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void tellsAClientBeforeItSendsWhatCannotBeTaken() {
        limit(60);
        client.push("team/app", new byte[60]);
        HttpResponse<byte[]> refused = client.send("POST", "/v2/team/app/blobs/uploads/", NOTHING);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(error(refused)).isEqualTo("403 DENIED");
    }

    @Test
    void countsMountsFromOtherProjects() {
        registry.createProject(new ProjectName("other"), 2);
        Digest blob = client.push("other/app", new byte[60]);
        limit(59);
        assertThat(mount(blob).statusCode()).isEqualTo(403);
        limit(60);
        assertThat(mount(blob).statusCode()).isEqualTo(201);
        assertThat(registry.quota.sum(TestRegistry.PROJECT)).isEqualTo(60);
    }

    @Test
    void countsManifests() {
        limit(1_000);
        Digest config = client.push("team/app", bytes("{}"));
        byte[] manifest = bytes(image(descriptor("config", config, 2)));
        limit(manifest.length + 1);
        HttpResponse<byte[]> refused = client.putManifest("team/app", "v1", OCI_MANIFEST, manifest);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(client.get("/v2/team/app/manifests/v1").statusCode()).isEqualTo(404);
        limit(manifest.length + 2);
        assertThat(client.putManifest("team/app", "v1", OCI_MANIFEST, manifest).statusCode())
                .isEqualTo(201);
    }

    @Test
    void givesBackWhatARefusedPushHadReserved() {
        limit(1_000);
        byte[] manifest = bytes(image(descriptor("config", digest(bytes("nowhere")), 7)));
        assertThat(client.putManifest("team/app", "v1", OCI_MANIFEST, manifest).statusCode())
                .isEqualTo(400);
        assertThat(registry.quota.sum(TestRegistry.PROJECT)).isZero();
    }

    @Test
    void takesEverythingAgainOnceTheLimitIsGone() {
        limit(1);
        assertThat(client.close(client.begin("team/app"), digest(new byte[2]), new byte[2])
                        .statusCode())
                .isEqualTo(403);
        limit(Project.UNLIMITED);
        client.push("team/app", new byte[2]);
    }

    /** Who is refused again and again must not fill the journal. */
    @Test
    void putsOneRefusalAndOneWarningOnRecordAtATime() {
        limit(100);
        client.push("team/app", new byte[84]);
        assertThat(reached()).isEmpty();
        client.push("team/app", new byte[2]);
        client.push("team/app", new byte[3]);
        for (int size = 50; size < 55; size++) {
            client.close(client.begin("team/app"), digest(new byte[size]), new byte[size]);
        }
        RepositoryName app = new RepositoryName("team/app");
        assertThat(reached())
                .containsExactly(
                        new StorageLimitReached(app, 2, 84, 100, false),
                        new StorageLimitReached(app, 50, 89, 100, true));
    }

    private List<StorageLimitReached> reached() {
        return registry.projects.happened().stream()
                .filter(each -> each.event() instanceof StorageLimitReached)
                .map(each -> (StorageLimitReached) each.event())
                .toList();
    }

    private HttpResponse<byte[]> mount(Digest blob) {
        return client.send("POST", "/v2/team/app/blobs/uploads/?mount=" + blob + "&from=other/app", NOTHING);
    }

    private void limit(long bytes) {
        commands++;
        registry.projects
                .execute(
                        TestRegistry.PROJECT,
                        new ChangeStorageLimit(bytes),
                        TestRegistry.provenance("limit-" + commands))
                .toCompletableFuture()
                .join();
    }
}
