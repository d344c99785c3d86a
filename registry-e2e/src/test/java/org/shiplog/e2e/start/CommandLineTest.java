package org.shiplog.e2e.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.NodeSettings;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/** {@code ./shiplog} apart from running the node: help, version, doctor, and settings that are wrong. */
final class CommandLineTest {

    @Test
    void helpNamesEveryCommand() {
        var help = ShiplogScript.withSettings().run("--help").succeeds();

        assertThat(help.text()).contains("serve", "version", "doctor", "projections", "admin");
    }

    @Test
    void printsItsVersion() {
        assertThat(ShiplogScript.withSettings().run("version").succeeds().out())
                .containsPattern("[0-9]+\\.[0-9]+\\.[0-9]+");
    }

    @Test
    void refusesACommandThatDoesNotExist() {
        ShiplogScript.withSettings().run("sail").failsSaying("sail");
    }

    @Test
    void listsAllBadSettingsAtOnceAndStartsNothing() {
        var data = Project.newFolder("bad-settings").resolve("data");

        var outcome = ShiplogScript.withSettings(
                        "SHIPLOG_DATA_DIR", data.toString(),
                        "SHIPLOG_HTTP_PORT", "port",
                        "SHIPLOG_EXTERNAL_URL", "ftp://somewhere",
                        "SHIPLOG_DATABASE_URL", "mysql://elsewhere",
                        "SHIPLOG_TLS_CERT", "/no/such/file.pem",
                        "SHIPLOG_HTP_PORT", "5000")
                .run("serve");

        assertThat(outcome.status()).as("%s", outcome).isNotZero();
        for (var setting : List.of("HTTP_PORT", "EXTERNAL_URL", "DATABASE_URL", "TLS_", "SHIPLOG_HTP_PORT")) {
            assertThat(outcome.text()).as("%s", outcome).contains(setting);
        }
        assertThat(outcome.text()).doesNotContain("Exception", "\tat ");
        assertThat(data).doesNotExist();
    }

    @Test
    void doctorFindsNothingWrongWithAFreshFolder() {
        var data = Project.newFolder("doctor").resolve("data");

        var outcome = doctor(data.toString(), Integer.toString(RunningNode.freePort()));

        outcome.succeeds();
        assertThat(outcome.text()).contains("fsync");
    }

    @Test
    void doctorFailsWhenTheDataFolderCannotBeWritten() {
        var file = Project.newFolder("doctor").resolve("file");
        write(file);

        doctor(file.resolve("data").toString(), Integer.toString(RunningNode.freePort()))
                .failsSaying("data");
    }

    /** One node for both commands: to start one takes longer than all that is asked of it. */
    @Test
    void doctorAndAdminWorkBesideANodeThatRuns() {
        try (var node = RunningNode.start(NodeSettings.named("beside").shortLived())) {
            var port = node.registry().host().replaceAll(".*:", "");

            var outcome = doctor(node.data().toString(), port);

            assertThat(outcome.text()).contains(port);
            assertThat(node.registry().asAdmin().get("/v2/").status()).isEqualTo(200);
            givesANewPasswordWithoutTheOldOne(node);
        }
    }

    private static void givesANewPasswordWithoutTheOldOne(RunningNode node) {
        var script = ShiplogScript.withSettings("SHIPLOG_DATA_DIR", node.data().toString());
        assertThat(script.run("admin", "users").succeeds().out()).containsPattern("1 +admin +database +yes +enabled");

        var password = script.run("admin", "reset-password", "admin")
                .succeeds()
                .out()
                .replaceAll("(?s).*Password +(\\S+).*", "$1");

        var renewed = new Registry(node.registry().host(), "admin", password).asAdmin();
        assertThat(node.registry().asAdmin().get("/api/v2.0/users/current").status())
                .isEqualTo(401);
        assertThat(renewed.get("/api/v2.0/users/current").status()).isEqualTo(200);
        assertThat(renewed.get("/api/v2.0/audit-logs?q=username=operator").text())
                .contains("\"resource\":\"admin\"");
    }

    private static Outcome doctor(String data, String port) {
        return ShiplogScript.withSettings("SHIPLOG_DATA_DIR", data, "SHIPLOG_HTTP_PORT", port)
                .run("doctor");
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "not a folder");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
