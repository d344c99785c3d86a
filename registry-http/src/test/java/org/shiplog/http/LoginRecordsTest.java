package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginAct.Kind;
import org.shiplog.domain.login.LoginLog.LoginEvent.LoginsRecorded;

/** Who comes, goes and is refused is on record. */
class LoginRecordsTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private List<LoginAct> recorded() {
        return server.loginLog.happened().stream()
                .flatMap(each -> ((LoginsRecorded) each.event()).acts().stream())
                .toList();
    }

    private List<LoginAct> recorded(int expected) {
        return await().until(this::recorded, all -> all.size() >= expected);
    }

    private HttpResponse<String> logIn(String password) {
        return Browser.opened(server).login("alice", password);
    }

    @Test
    void aSessionBeginsAndEndsOnRecord() {
        Browser browser = Browser.opened(server);
        assertThat(browser.login("alice", TestServer.PASSWORD).statusCode()).isEqualTo(200);
        assertThat(recorded()).as("before the answer").hasSize(1);
        LoginAct login = recorded().getFirst();
        assertThat(login.kind()).isEqualTo(Kind.LOGGED_IN);
        assertThat(login.username()).isEqualTo("alice");
        assertThat(login.userAgent()).startsWith("Java");
        assertThat(login.clientAddress()).isEqualTo("127.0.0.1");
        assertThat(login.requestId()).isNotEmpty();

        String[] withSession = browser.headers();
        assertThat(browser.get("/c/log_out").statusCode()).isEqualTo(200);
        assertThat(recorded(2)).extracting(LoginAct::kind).containsExactly(Kind.LOGGED_IN, Kind.LOGGED_OUT);
        assertThat(recorded()).extracting(LoginAct::username).containsOnly("alice");

        server.get("/c/log_out", withSession);
        server.get("/c/log_out");
        logIn(TestServer.PASSWORD);
        assertThat(recorded(3)).as("who had no session did not leave").hasSize(3);
    }

    @Test
    void tokensAndRequestsAreNoLogins() {
        server.get("/api/v2.0/users/current", "Authorization", admin());
        server.get("/service/token?service=shiplog&scope=repository:open/app:pull", "Authorization", alice());
        logIn(TestServer.PASSWORD);
        assertThat(recorded(1)).hasSize(1);
    }

    @Test
    void whoIsRefusedIsOnRecordWhereverTheyCame() {
        logIn("wrong");
        server.get(
                "/api/v2.0/users/current",
                "Authorization",
                "Basic Ym9iOndyb25n",
                "User-Agent",
                "guess/" + "1".repeat(300),
                "X-Request-Id",
                "refused-1");
        assertThat(recorded(2)).extracting(LoginAct::kind).containsOnly(Kind.REFUSED);
        assertThat(recorded()).extracting(LoginAct::username).containsExactlyInAnyOrder("alice", "bob");
        assertThat(recorded().toString()).doesNotContain("wrong");
        assertThat(recorded())
                .filteredOn(act -> act.username().equals("bob"))
                .singleElement()
                .satisfies(act -> {
                    assertThat(act.userAgent()).startsWith("guess/1").hasSize(256);
                    assertThat(act.requestId()).isEqualTo("refused-1");
                    assertThat(act.clientAddress()).isEqualTo("127.0.0.1");
                });
        assertThat(recorded())
                .filteredOn(act -> act.username().equals("alice"))
                .allSatisfy(act -> assertThat(act.userAgent()).startsWith("Java"));
    }

    @Test
    void administratorsCanHaveThemLeftOutAndNothingElse() {
        server.set("disabled_audit_log_event_types", "login_user,logout_user");
        Browser browser = Browser.loggedIn(server, "alice", TestServer.PASSWORD);
        browser.get("/c/log_out");
        logIn("wrong");
        server.set("disabled_audit_log_event_types", "logout_user");
        logIn(TestServer.PASSWORD);
        assertThat(recorded(1)).hasSize(1);
        assertThat(error(server.sendJson(
                        "PUT",
                        "/api/v2.0/configurations",
                        "{\"disabled_audit_log_event_types\":\"login_user,pull_artifact\"}",
                        "Authorization",
                        admin())))
                .isEqualTo("400 BAD_REQUEST");
    }
}
