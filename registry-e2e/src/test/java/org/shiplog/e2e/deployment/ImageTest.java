package org.shiplog.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.shiplog.e2e.node.Project;

/** The image that is built without an engine, loaded into one and run there without rights. */
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
final class ImageTest {

    private BuiltImage image;
    private ImageContainer container;

    @BeforeAll
    void buildAndStart() {
        image = BuiltImage.build();
        container = ImageContainer.start(image);
    }

    @AfterAll
    void close() {
        if (container != null) {
            container.close();
        }
    }

    @Test
    void runsWithoutRootAndWritesToItsVolumeOnly() {
        assertThat(container.inside("id", "-u").succeeds().answer()).isEqualTo("65532");
        assertThat(container
                        .inside("grep", "CapEff", "/proc/1/status")
                        .succeeds()
                        .answer())
                .endsWith("0000000000000000");
        for (var folder : List.of("/", "/tmp", "/opt/shiplog", "/opt/java/lib", "/etc")) {
            container.inside("mkdir", folder + "/new").failsSaying("read-only file system");
        }
        container.inside("mkdir", "/var/lib/shiplog/new").succeeds();
    }

    @Test
    void startsFromWhatJavaLearnedInTheRehearsal() {
        assertThat(container
                        .inside("grep", "/opt/shiplog/node.aot", "/proc/1/maps")
                        .out())
                .as("mappings of the cache in the first process, which is Java itself")
                .isNotEmpty();
    }

    @Test
    void keepsWhatIsPushedOverAnEndBySigterm() {
        var pushed = container.registry().image("library/image-test", "1");
        logIn();
        container.home().file("content/file", "some text");
        var context = container.home().file("content/Dockerfile", "FROM scratch\nCOPY file /file\n");
        container.docker("build", "--tag", pushed, context.getParent().toString());
        container.docker("push", pushed);

        container.stop();

        assertThat(container.inspect("{{.State.ExitCode}}")).isEqualTo("0");
        container.startAgain();
        container.docker("rmi", pushed);
        container.docker("pull", pushed);
    }

    @Test
    void saysOfItselfWhatTheDockerfileSays() {
        var dockerfile = DockerfileStage.lastOf(Project.root().resolve("deploy/image/Dockerfile"))
                .config();
        var config = (ObjectNode) image.config().deepCopy();
        // These two are given to the Dockerfile, and the date is the engine's business there.
        config.withObject("/Labels")
                .put("org.opencontainers.image.version", "${VERSION}")
                .put("org.opencontainers.image.revision", "${REVISION}")
                .remove("org.opencontainers.image.created");

        assertThat((JsonNode) config).isEqualTo(dockerfile);
    }

    private void logIn() {
        var registry = container.registry();
        container
                .home()
                .runWithInput(
                        registry.password(),
                        "docker",
                        "login",
                        "--username",
                        "admin",
                        "--password-stdin",
                        registry.host())
                .succeeds();
    }
}
