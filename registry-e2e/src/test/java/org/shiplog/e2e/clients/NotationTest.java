package org.shiplog.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Notation with a generated test certificate and a local trust policy; no timestamping. */
@ExtendWith(SharedRegistry.class)
@TestInstance(Lifecycle.PER_CLASS)
final class NotationTest {

    private final Registry registry;
    private final ClientHome admin;

    NotationTest(Registry registry) {
        this.registry = registry;
        this.admin = ClientHome.create(registry);
    }

    @BeforeAll
    void logsInAndMakesACertificate() {
        admin.logsInToCrane(registry);
        assertThat(login(registry.password()).succeeds().out()).contains("Login Succeeded");
        notation("cert", "generate-test", "e2e").succeeds();
        admin.file(".config/notation/trustpolicy.json", """
            {"version": "1.0",
             "trustPolicies": [{
               "name": "e2e",
               "registryScopes": ["*"],
               "signatureVerification": {"level": "strict"},
               "trustStores": ["ca:e2e"],
               "trustedIdentities": ["*"]}]}
            """);
    }

    @Test
    void refusesAWrongPassword() {
        var stranger = ClientHome.create(registry);

        stranger.run(
                        "notation",
                        "login",
                        "--insecure-registry",
                        "-u",
                        "admin",
                        "-p",
                        "not-the-password",
                        registry.host())
                .failsSaying("401", "unauthorized");
    }

    @Test
    void signsAndVerifiesThroughTheReferrersApi() {
        var image = pushed("library/notation/signed");

        notation("sign", "--insecure-registry", "--force-referrers-tag=false", "--key", "e2e", image)
                .succeeds();

        assertThat(notation("verify", "--insecure-registry", image).succeeds().out())
                .contains("Successfully verified");
        assertThat(notation("list", "--insecure-registry", image).succeeds().out())
                .contains("application/vnd.cncf.notary.signature");
        assertThat(registry.anonymous()
                        .get("/v2/library/notation/signed/tags/list")
                        .json()
                        .get("tags"))
                .hasSize(1);
    }

    @Test
    void signsAndVerifiesWithTheCoseFormat() {
        var image = pushed("library/notation/cose");

        notation("sign", "--insecure-registry", "--signature-format", "cose", "--key", "e2e", image)
                .succeeds();

        notation("verify", "--insecure-registry", image).succeeds();
    }

    @Test
    void findsNoSignatureOnAnImageThatHasNone() {
        notation("verify", "--insecure-registry", pushed("library/notation/unsigned"))
                .failsSaying("no signature");
    }

    @Test
    void refusesASignatureOfAnUntrustedKey() {
        var image = pushed("library/notation/untrusted");
        notation("cert", "generate-test", "other").succeeds();
        notation("sign", "--insecure-registry", "--key", "other", image).succeeds();

        notation("verify", "--insecure-registry", image).failsSaying("signature verification failed");
    }

    private String pushed(String repository) {
        var folder = admin.folder().resolve("layouts").resolve(repository);
        var layout =
                OciLayout.of(folder, "1", "notation " + repository, "amd64").flat();
        admin.run("crane", "push", "--index", layout.folder().toString(), registry.image(repository, "1"))
                .succeeds();
        return registry.image(repository, layout.index());
    }

    private Outcome login(String password) {
        return notation("login", "--insecure-registry", "-u", "admin", "-p", password, registry.host());
    }

    private Outcome notation(String... arguments) {
        return admin.run("notation", arguments);
    }
}
