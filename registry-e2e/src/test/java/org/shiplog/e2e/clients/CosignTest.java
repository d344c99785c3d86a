package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Cosign 2 and 3 with a key pair and without any transparency log: signatures as tags, as referrers and as bundles. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class CosignTest {

    private final Registry registry;
    private final ClientHome admin;

    CosignTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
    }

    @BeforeAll
    void logsInAndMakesKeys() {
        admin.logsInToCrane(registry);
        cosign("cosign2", "generate-key-pair").succeeds();
    }

    @Test
    void versionTwoSignsWithATagBesideTheImage() {
        var image = pushed("library/cosign/tags");

        cosign("cosign2", "sign", "--key", "cosign.key", "--tlog-upload=false", "--yes", "--allow-http-registry", image)
                .succeeds();

        verify("cosign2", image).succeeds();
        assertThat(registry.anonymous().get("/v2/library/cosign/tags/tags/list").text())
                .contains(image.replaceAll(".*@sha256:", "sha256-") + ".sig");
    }

    @Test
    void versionTwoSignsWithAReferrer() {
        var image = pushed("library/cosign/referrers");
        var experimental = admin.with("COSIGN_EXPERIMENTAL", "1");

        inFolder(
                        experimental,
                        "cosign2",
                        "sign",
                        "--key",
                        "cosign.key",
                        "--tlog-upload=false",
                        "--yes",
                        "--allow-http-registry",
                        "--registry-referrers-mode=oci-1-1",
                        image)
                .succeeds();

        inFolder(
                        experimental,
                        "cosign2",
                        "verify",
                        "--experimental-oci11",
                        "--key",
                        "cosign.pub",
                        "--insecure-ignore-tlog=true",
                        "--allow-http-registry",
                        image)
                .succeeds();
        assertThat(referrers("library/cosign/referrers", image)).isEqualTo(1);
        assertThat(registry.anonymous()
                        .get("/v2/library/cosign/referrers/tags/list")
                        .json()
                        .get("tags"))
                .hasSize(1);
    }

    @Test
    void versionThreeSignsWithABundleAsAReferrer() {
        var image = pushed("library/cosign/bundles");

        cosign(
                        "cosign3",
                        "sign",
                        "--key",
                        "cosign.key",
                        "--use-signing-config=false",
                        "--tlog-upload=false",
                        "--yes",
                        "--allow-http-registry",
                        image)
                .succeeds();

        verify("cosign3", image).succeeds();
        assertThat(referrers("library/cosign/bundles", image)).isEqualTo(1);
        assertThat(registry.anonymous()
                        .get("/v2/library/cosign/bundles/tags/list")
                        .json()
                        .get("tags"))
                .hasSize(1);
    }

    @Test
    void findsNoSignatureOnAnImageThatHasNone() {
        var image = pushed("library/cosign/unsigned");

        verify("cosign2", image).failsSaying("no signatures found");
        verify("cosign3", image).failsSaying("no signatures found");
    }

    @Test
    void refusesASignatureOfAnotherKey() {
        var image = pushed("library/cosign/other-key");
        admin.file("other/.keep", "");
        inFolder(new ClientHome(admin.folder().resolve("other"), admin.environment()), "cosign2", "generate-key-pair")
                .succeeds();
        cosign(
                        "cosign2",
                        "sign",
                        "--key",
                        "other/cosign.key",
                        "--tlog-upload=false",
                        "--yes",
                        "--allow-http-registry",
                        image)
                .succeeds();

        verify("cosign2", image).failsSaying("no matching signatures", "invalid signature");
    }

    private Outcome verify(String version, String image) {
        return cosign(
                version,
                "verify",
                "--key",
                "cosign.pub",
                "--insecure-ignore-tlog=true",
                "--allow-http-registry",
                image);
    }

    private String pushed(String repository) {
        var folder = admin.folder().resolve("layouts").resolve(repository);
        var layout = OciLayout.of(folder, "1", "cosign " + repository, "amd64").flat();
        admin.run("crane", "push", "--index", layout.folder().toString(), registry.image(repository, "1"))
                .succeeds();
        return registry.image(repository, layout.index());
    }

    private int referrers(String repository, String image) {
        var digest = image.replaceAll(".*@", "");
        return registry.anonymous()
                .get("/v2/" + repository + "/referrers/" + digest)
                .json()
                .get("manifests")
                .size();
    }

    private Outcome cosign(String version, String... arguments) {
        return inFolder(admin, version, arguments);
    }

    /** Key files are written to and read from the folder that cosign stands in. */
    private static Outcome inFolder(ClientHome home, String version, String... arguments) {
        var words = new ArrayList<String>();
        words.add(ProvisionedClients.get().program(version).toString());
        words.addAll(List.of(arguments));
        return new Command(words, home.folder(), home.environment(), "").run();
    }
}
