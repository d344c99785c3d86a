package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.NOTHING;
import static org.shiplog.http.oci.RegistryClient.OCI_INDEX;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.error;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;

/** How repositories come into being, end and come back, as far as the distribution API has to do with it. */
class RepositoryLifeHttpTest {
    private static final RepositoryName NAME = new RepositoryName("team/app");

    private TestRegistry registry;
    private RegistryClient client;

    @BeforeEach
    void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private void retire() {
        long generation = registry.generation(NAME).orElseThrow();
        registry.repositories
                .execute(NAME, new RetireRepository(generation), TestRegistry.provenance("retire-" + generation))
                .toCompletableFuture()
                .join();
    }

    @Test
    void registersARepositoryWithItsFirstBlob() {
        Digest digest = client.push("team/app", bytes("x"));

        assertThat(registry.generation(NAME)).contains(1L);
        assertThat(client.get("/v2/team/app/blobs/" + digest).statusCode()).isEqualTo(200);
        client.push("team/app", bytes("y"));
        assertThat(registry.generation(NAME)).contains(1L);
    }

    @Test
    void registersARepositoryWithItsFirstManifest() {
        assertThat(client.putManifest("team/app", "x", OCI_INDEX, bytes("{\"schemaVersion\":2,\"manifests\":[]}"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(registry.generation(NAME)).contains(1L);
    }

    @Test
    void beginsAnewAfterARetirementThatWasNotFinished() {
        Digest old = client.push("team/app", bytes("old"));
        retire();

        assertThat(error(client.get("/v2/team/app/blobs/" + old))).isEqualTo("404 BLOB_UNKNOWN");
        Digest young = client.push("team/app", bytes("young"));

        assertThat(registry.generation(NAME)).contains(2L);
        assertThat(client.get("/v2/team/app/blobs/" + young).statusCode()).isEqualTo(200);
        assertThat(error(client.get("/v2/team/app/blobs/" + old))).isEqualTo("404 BLOB_UNKNOWN");
    }

    @Test
    void deletesNothingFromARetiredRepository() {
        Digest old = client.push("team/app", bytes("old"));
        retire();

        assertThat(error(client.delete("/v2/team/app/blobs/" + old))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(registry.generation(NAME)).contains(1L);
    }

    @Test
    void losesARaceAgainstTheEndOfTheProjectWithoutATrace() {
        String location = client.begin("team/app");
        registry.projects
                .execute(TestRegistry.PROJECT, new ProjectCommand.DeleteProject(), TestRegistry.provenance("delete"))
                .toCompletableFuture()
                .join();

        assertThat(error(client.send("PUT", location + "?digest=" + RegistryClient.digest(NOTHING), NOTHING)))
                .isEqualTo("403 DENIED");
        assertThat(registry.repositories.executed()).isEmpty();
    }

    @Test
    void givesTheCommandsOfARequestIdsOfTheirOwn() {
        client.push("team/app", bytes("old"));
        retire();
        int before = registry.repositories.executed().size();

        client.push("team/app", bytes("young"));

        List<InMemoryEntities.Executed<RepositoryName, RepositoryCommand>> commands = registry.repositories
                .executed()
                .subList(before, registry.repositories.executed().size());
        assertThat(commands)
                .extracting(executed -> executed.command().generation())
                .containsExactly(1L, 2L);
        List<String> ids = Stream.concat(
                        commands.stream().map(executed -> executed.provenance()),
                        registry.projects.executed().stream().skip(2).map(executed -> executed.provenance()))
                .filter(provenance -> provenance
                        .requestId()
                        .equals(commands.getFirst().provenance().requestId()))
                .map(provenance -> provenance.commandId())
                .toList();
        assertThat(ids).hasSize(4).doesNotHaveDuplicates();
        assertThat(commands)
                .extracting(executed -> executed.provenance().principal())
                .containsOnly("alice");
    }
}
