package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShiplogCommandTest {
    @ParameterizedTest
    @CsvSource({
        "--help,serve version doctor projections",
        "serve --help,--config --rehearse",
        "cluster --help,--nodes --port --data-dir --front start-node add-node stop-node status",
        "cluster start-node --help,NODE --data-dir",
        "doctor --help,--config",
        "projections --help,rebuild",
        "projections rebuild --help,NAME --compare"
    })
    void explainsEveryCommand(String line, String words) {
        var run = CommandRun.of(Map.of(), CommandRun.NOTHING, line.split(" "));
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run.out()).contains(words.split(" "));
    }

    @Test
    void showsItsUsageWhenNothingIsAskedFor() {
        var run = CommandRun.of(Map.of(), CommandRun.NOTHING);
        assertThat(run.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        assertThat(run.err()).contains("serve", "doctor");
    }

    @ParameterizedTest
    @CsvSource({"srve,serve", "serve --cofig x,--config", "projections,Say which command", "projections rebuild,NAME"})
    void refusesWhatItDoesNotKnowAndSaysWhatItDoes(String line, String hint) {
        var run = CommandRun.of(Map.of(), CommandRun.NOTHING, line.split(" "));
        assertThat(run.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        assertThat(run.err()).contains(hint);
    }

    @Test
    void showsTheVersions() {
        var run = CommandRun.of(Map.of(), CommandRun.NOTHING, "version");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run.out()).containsPattern("shiplog \\d+\\.\\d+\\.\\d+\n").contains("PostgreSQL 18.", "Java 25");
    }

    @Test
    void startsNothingWhenSettingsAreWrongAndListsThemAll() {
        var environment = Map.of("SHIPLOG_HTTP_PORT", "many", "SHIPLOG_HTTP_PROT", "1");
        var run = CommandRun.of(environment, CommandRun.NOTHING, "serve");
        assertThat(run.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        assertThat(run.err()).contains("2 settings are wrong", "SHIPLOG_HTTP_PORT: ", "SHIPLOG_HTTP_PROT: ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void refusesAClusterThatCannotBeAndListsAllReasons(@TempDir Path data) {
        var environment = Map.of("SHIPLOG_HTTP_PORT", "5000");
        var run = CommandRun.of(
                environment,
                CommandRun.NOTHING,
                "cluster",
                "--nodes",
                "0",
                "--data-dir",
                data.resolve("x").toString());
        assertThat(run.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        assertThat(run.err()).contains("2 things stand in the way", "--nodes: ", "SHIPLOG_HTTP_PORT: ");
        assertThat(data.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start-node 2", "add-node", "stop-node 2", "status", "stop"})
    void saysSoWhenNoClusterRunsThatCouldBeTold(String what, @TempDir Path data) {
        var run = CommandRun.of(Map.of(), CommandRun.NOTHING, ("cluster " + what + " --data-dir " + data).split(" "));
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run.err()).contains("No cluster runs on " + data);
    }

    @Test
    void endsWithTheReasonAndItsCausesWhenTheNodeDoesNotStart(@TempDir Path data) {
        var actions = new ShiplogCommand.Actions(
                (_, _) -> {
                    throw new IllegalStateException("no entry", new IllegalArgumentException("door closed"));
                },
                CommandRun.NOTHING.projections(),
                CommandRun.NOTHING.verifier(),
                CommandRun.NOTHING.blobs());
        var run = CommandRun.of(Map.of("SHIPLOG_DATA_DIR", data.toString()), actions, "serve");
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run.err())
                .contains("shiplog failed: no entry\n  because: door closed\n")
                .doesNotContain("\tat ");
    }
}
