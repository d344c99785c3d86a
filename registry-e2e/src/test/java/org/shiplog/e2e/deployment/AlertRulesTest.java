package org.shiplog.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Project;

/** Whether Prometheus itself takes the alert rules and the queries of the board in {@code deploy/}. */
final class AlertRulesTest {

    private static final Path RULES = Project.root().resolve("deploy/prometheus/alerts.yaml");
    private static final Path BOARD = Project.root().resolve("deploy/grafana/shiplog.json");

    @Test
    void prometheusTakesTheAlertRules() {
        assertThat(check(RULES).succeeds().text()).contains("SUCCESS");
    }

    @Test
    void prometheusTakesTheQueriesOfTheBoard() throws IOException {
        var queries = new ObjectMapper().readTree(BOARD.toFile()).findValuesAsText("expr");
        var rules = new StringBuilder("groups:\n  - name: board\n    rules:\n");
        for (int i = 0; i < queries.size(); i++) {
            String query = queries.get(i).replace("$__rate_interval", "5m").replace("$node", ".*");
            rules.append("      - {record: 'panel")
                    .append(i)
                    .append("', expr: '")
                    .append(query)
                    .append("'}\n");
        }
        var file = Project.newFolder("board").resolve("rules.yaml");
        Files.writeString(file, rules);

        assertThat(queries).hasSizeGreaterThan(40);
        assertThat(check(file).succeeds().text()).contains("SUCCESS");
    }

    @Test
    void everyPanelOfTheBoardHasAQueryAndAUnit() throws IOException {
        JsonNode panels = new ObjectMapper().readTree(BOARD.toFile()).get("panels");
        assertThat(panels)
                .filteredOn(panel -> !panel.get("type").asText().equals("row"))
                .allSatisfy(panel -> {
                    assertThat(panel.get("targets")).isNotEmpty();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotEmpty();
                });
    }

    @Test
    void everyAlertHasAChapterInTheRunbook() throws IOException {
        String runbook = Files.readString(Project.root().resolve("docs/operations/monitoring.md"));
        Matcher alert = Pattern.compile("alert: (\\w+)").matcher(Files.readString(RULES));
        while (alert.find()) {
            assertThat(runbook).contains("\n### " + alert.group(1) + "\n");
        }
    }

    private static Outcome check(Path rules) {
        ProvisionedClients clients = ProvisionedClients.get();
        return new Command(
                        List.of(clients.program("promtool").toString(), "check", "rules", rules.toString()),
                        Project.root(),
                        Map.of("LD_LIBRARY_PATH", clients.libraries().toString()),
                        "")
                .run();
    }
}
