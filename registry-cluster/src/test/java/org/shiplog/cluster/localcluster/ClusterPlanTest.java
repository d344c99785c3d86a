package org.shiplog.cluster.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPlanTest {
    @TempDir
    Path directory;

    @Test
    void listsEverythingThatIsWrongWithOptionsAndSettings() {
        var plan = new ClusterPlan(
                new ClusterFolder(directory),
                65_500,
                11,
                FrontChoice.NONE,
                Map.of("SHIPLOG_HTTP_PORT", "1", "SHIPLOG_DRAIN_LIMIT", "soon", "SHIPLOG_COLOUR", "red"));
        assertThat(plan.problems())
                .hasSize(5)
                .anyMatch(problem -> problem.startsWith("--nodes: must be a number from 1 to 10"))
                .anyMatch(problem -> problem.startsWith("--port: must be a number from 1 to 65425"))
                .anyMatch(problem -> problem.startsWith("SHIPLOG_HTTP_PORT: ") && problem.contains("--port"))
                .anyMatch(problem -> problem.startsWith("SHIPLOG_DRAIN_LIMIT: "))
                .anyMatch(problem -> problem.startsWith("SHIPLOG_COLOUR: "));
    }

    @Test
    void takesTheOperatorsOtherSettings() {
        var plan = plan(5100, Map.of("SHIPLOG_LOG_FORMAT", "json", "SHIPLOG_JAVA_OPTS", "-Xmx1g"));
        assertThat(plan.problems()).isEmpty();
    }

    @Test
    void namesEveryPortThatSomebodyElseHas() throws IOException {
        try (var http = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var plan = plan(http.getLocalPort() - 2, Map.of());
            assertThat(plan.portProblems(List.of(1, 2, 3)))
                    .anyMatch(problem -> problem.startsWith("port " + http.getLocalPort() + " for node 2: "));
        }
    }

    @Test
    void sharesHalfOfTheMachineOutAsHeapsWithinReason() {
        assertThat(JavaCommand.heap(64_000, 3)).isEqualTo(512);
        assertThat(JavaCommand.heap(2_400, 3)).isEqualTo(400);
        assertThat(JavaCommand.heap(1_000, 3)).isEqualTo(256);
    }

    @Test
    void startsNodesAsItselfWasStarted() {
        List<String> command = JavaCommand.serve(Map.of(), 3);
        assertThat(command.getFirst()).endsWith("/bin/java");
        assertThat(command).contains("-cp", System.getProperty("java.class.path"));
        assertThat(command.getLast()).isEqualTo("serve");
        assertThat(command.stream().filter(word -> word.startsWith("-Xmx"))).hasSize(1);
    }

    private ClusterPlan plan(int port, Map<String, String> environment) {
        return new ClusterPlan(new ClusterFolder(directory), port, 3, FrontChoice.NONE, environment);
    }
}
