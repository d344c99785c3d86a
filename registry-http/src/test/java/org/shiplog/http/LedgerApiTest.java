package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.ledger.ExportLine;
import org.shiplog.projections.ledger.ExportLines;
import org.shiplog.projections.ledger.check.ExportCheck;
import org.shiplog.projections.ledger.check.Heads;
import org.shiplog.projections.ledger.check.ProofCheck;
import org.shiplog.projections.ledger.check.Verdict;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.ledger.tree.ConsistencyProof;
import org.shiplog.projections.ledger.tree.TreeHash;

@ResourceLock(TestHistory.TABLES)
class LedgerApiTest {
    private static final String LEDGER = "/api/shiplog/v1/ledger";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.history.await();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) {
        return server.get(LEDGER + path, "Authorization", admin());
    }

    private HttpResponse<String> sign() {
        return server.send("POST", LEDGER + "/checkpoint", BodyPublishers.noBody(), "Authorization", admin());
    }

    private List<VerifierKey> keys() {
        List<VerifierKey> keys = new ArrayList<>();
        json(get("/keys"))
                .get("keys")
                .forEach(key -> keys.add(VerifierKey.parse(key.asText()).orElseThrow()));
        return keys;
    }

    private Checkpoint signed(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        return ((Heads.Signed) Heads.read(response.body(), keys())).checkpoint();
    }

    private static long eventOf(String line) {
        return ((ExportLine.Event) ExportLines.parse(line).orElseThrow())
                .entry()
                .orElseThrow()
                .eventId();
    }

    @Test
    void hasNothingBeforeTheFirstCheckpoint() {
        assertThat(error(get("/checkpoint"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/export"))).isEqualTo("404 NOT_FOUND");
        assertThat(json(get("/keys")).get("keys")).isEmpty();
    }

    @Test
    void signsAtOnceWhenAsked() {
        Checkpoint first = signed(sign());
        assertThat(first.origin()).isEqualTo("test.example.org/ledger");
        assertThat(signed(get("/checkpoint"))).isEqualTo(first);
        assertThat(signed(sign())).isEqualTo(first);
        server.create("more", 7, Visibility.PUBLIC);
        assertThat(signed(sign()).size()).isEqualTo(first.size() + 4);
    }

    @Test
    void provesSingleEventsAndGrowth() {
        Checkpoint first = signed(sign());
        long id = eventOf(get("/export").body().lines().skip(1).findFirst().orElseThrow());
        HttpResponse<String> byId = get("/proof?event=" + id);
        assertThat(byId.statusCode()).isEqualTo(200);
        assertThat(ProofCheck.check(byId.body(), keys()).findings()).isEmpty();
        HttpResponse<String> byEntity = get("/proof?entity=Project%7Copen&sequence_number=1");
        assertThat(ProofCheck.check(byEntity.body(), keys()))
                .satisfies(verdict -> assertThat(verdict.findings()).isEmpty())
                .extracting(Verdict::checked)
                .asString()
                .contains("number 1 of Project|open");

        server.create("more", 7, Visibility.PUBLIC);
        assertThat(error(get("/proof?entity=Project%7Cmore&sequence_number=1"))).isEqualTo("409 CONFLICT");
        Checkpoint second = signed(sign());
        JsonNode growth = json(get("/consistency?from=" + first.size() + "&to=" + second.size()));
        List<TreeHash> hashes = new ArrayList<>();
        growth.get("hashes")
                .forEach(hash -> hashes.add(TreeHash.parse(hash.asText()).orElseThrow()));
        assertThat(new ConsistencyProof(first.size(), second.size(), hashes).proves(first.root(), second.root()))
                .isTrue();
        assertThat(growth.get("from").asLong()).isEqualTo(first.size());
    }

    @Test
    void exportsWhatCanBeVerifiedElsewhere() throws IOException {
        for (int number = 0; number < 150; number++) {
            server.create("more" + number, 10 + number, Visibility.PUBLIC);
        }
        Checkpoint head = signed(sign());
        HttpResponse<String> export = get("/export");
        assertThat(export.statusCode()).isEqualTo(200);
        assertThat(header(export, "Content-Type")).isEqualTo("application/x-ndjson");
        Verdict verdict = ExportCheck.check(new StringReader(export.body()), keys(), List.of(head));
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.checked()).isEqualTo(head.size() + " events and 1 checkpoints");
        String cut = export.body().substring(0, export.body().length() / 2);
        assertThat(ExportCheck.check(new StringReader(cut), keys(), List.of()).findings())
                .hasSize(1);
    }

    @Test
    void refusesToSignAnotherPast() throws SQLException {
        signed(sign());
        try (Connection connection = TestDatabase.get().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE ledger_node SET hash = sha256('x')");
        }
        assertThat(error(sign())).isEqualTo("409 CONFLICT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/checkpoint?x=1",
                "/keys?x=1",
                "/export?from=1",
                "/proof",
                "/proof?event=",
                "/proof?event=0",
                "/proof?event=-1",
                "/proof?event=1e3",
                "/proof?event=9999999999999999999",
                "/proof?event=1&event=2",
                "/proof?event=1&entity=x&sequence_number=1",
                "/proof?entity=Project%7Copen",
                "/proof?entity=&sequence_number=1",
                "/proof?entity=a%00b&sequence_number=1",
                "/proof?entity=Project%7Copen&sequence_number=x",
                "/consistency",
                "/consistency?from=1",
                "/consistency?from=0&to=1",
                "/consistency?from=2&to=1",
                "/consistency?from=1&to=99999999999999999999",
                "/consistency?from=1&to=2&x=3"
            })
    void refusesBadParameters(String path) {
        signed(sign());
        assertThat(error(get(path))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void refusesLongNamesAndWhatThereIsNot() {
        signed(sign());
        assertThat(error(get("/proof?entity=" + "x".repeat(321) + "&sequence_number=1")))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(error(get("/proof?entity=Project%7Cnone&sequence_number=1"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/proof?event=999999999"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get("/consistency?from=1&to=999999999"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void isForAuditorsButForTheKeys() {
        for (String path : List.of("/checkpoint", "/export", "/proof?event=1", "/consistency?from=1&to=1")) {
            assertThat(server.get(LEDGER + path, "Authorization", alice()).statusCode())
                    .isEqualTo(403);
            assertThat(server.get(LEDGER + path).statusCode()).isEqualTo(401);
        }
        assertThat(server.get(LEDGER + "/keys", "Authorization", alice()).statusCode())
                .isEqualTo(200);
        assertThat(server.get(LEDGER + "/keys").statusCode()).isEqualTo(401);
    }
}
