package org.shiplog.e2e.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.LoginRegistry;
import org.shiplog.e2e.node.Operator;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;

/** A registry whose users log in at a provider, as they see it with their browsers and clients. */
@ExtendWith({LoginRegistry.class, SharedProvider.class})
@ResourceLock(LoginRegistry.MODE)
@ResourceLock(SharedProvider.PEOPLE)
@TestInstance(Lifecycle.PER_CLASS)
final class OidcNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CURRENT = "/api/v2.0/users/current";
    private static final String TOKENS = "/api/shiplog/v1/users/current/tokens";
    private static final String PROJECT = "oidc-team";
    private static final String JSON_TYPE = "application/json";
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";
    private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([0-9a-f]{64})\"");
    private static final String SECRET = "Cli-Secret-42";
    private static final String PEOPLE = """
        {
          "1001": {"preferred_username": "ann", "email": "ann@example.org", "groups": ["ops", "admins"]},
          "1002": {"preferred_username": "ben", "groups": "dev"},
          "1003": {"preferred_username": "cleo", "groups": ["dev"]},
          "1004": {"preferred_username": "ann", "groups": []},
          "1005": {"preferred_username": "eve", "groups": ["dev"]}
        }
        """;

    private final Registry registry;
    private final Operator operator;
    private final NodeProvider provider;

    OidcNodeTest(Registry registry, NodeProvider provider) {
        this.registry = registry;
        this.provider = provider;
        this.operator = new Operator(registry);
    }

    @BeforeAll
    void setUp() {
        operator.configure(settings().toString());
        operator.createProjectFor(PROJECT, "{\"group_type\": 3, \"group_name\": \"dev\"}");
    }

    private ObjectNode settings() {
        return JSON.createObjectNode()
                .put("auth_mode", "oidc_auth")
                .put("oidc_name", "Provider")
                .put("oidc_endpoint", provider.issuer())
                .put("oidc_client_id", NodeProvider.CLIENT)
                .put("oidc_client_secret", NodeProvider.SECRET)
                .put("oidc_scope", "openid,profile,email,groups,offline_access")
                .put("oidc_user_claim", "preferred_username")
                .put("oidc_groups_claim", "groups")
                .put("oidc_admin_group", "admins")
                .put("oidc_extra_redirect_parms", "{\"prompt\":\"consent\"}")
                .put("oidc_logout", true);
    }

    @BeforeEach
    void everybodyIsTakenIn() {
        provider.change(PEOPLE);
        takeInAnybody(true);
    }

    @AfterAll
    void tearDown() {
        operator.deleteUsers();
    }

    private void takeInAnybody(boolean on) {
        operator.configure("{\"oidc_auto_onboard\": %s}".formatted(on));
    }

    /** The registry's answer to a browser that comes back from the provider. */
    private HttpResponse<String> logIn(Browser browser, String login, String target) {
        return browser.get(arrival(browser, login, target));
    }

    private URI arrival(Browser browser, String login, String target) {
        var begun = browser.get(registry.address("/c/oidc/login?redirect_url=" + target));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(302);
        return browser.logIn(location(begun), login);
    }

    private Browser loggedIn(String login) {
        var browser = new Browser();
        var answer = logIn(browser, login, "/");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        assertThat(location(answer)).hasToString("/");
        return browser;
    }

    private static URI location(HttpResponse<String> response) {
        return URI.create(response.headers().firstValue("Location").orElseThrow());
    }

    private static String token(HttpResponse<String> response) {
        return response.headers().firstValue("X-Harbor-CSRF-Token").orElseThrow();
    }

    private JsonNode current(Browser browser) {
        return RegistryHttp.json(browser.get(registry.address(CURRENT)).body());
    }

    private RegistryHttp as(String user, String secret) {
        return new Registry(registry.host(), user, secret).asAdmin();
    }

    @Test
    void logsInABrowserWhichMustShowThatItsPagesAsk() {
        var browser = new Browser();
        var answer = logIn(browser, "1001", "/harbor/projects?page=2");
        assertThat(location(answer)).hasToString("/harbor/projects?page=2");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("sid=") && cookie.contains("HttpOnly"));
        var current = current(browser);
        assertThat(current.get("username").asText()).isEqualTo("ann");
        assertThat(current.get("email").asText()).isEqualTo("ann@example.org");
        assertThat(current.get("admin_role_in_auth").asBoolean()).isTrue();

        var page = browser.get(registry.address("/api/v2.0/systeminfo"));
        var project = "{\"project_name\": \"oidc-made\"}";
        var projects = registry.address("/api/v2.0/projects");
        assertThat(browser.send("POST", projects, JSON_TYPE, project, "x").statusCode())
                .isEqualTo(403);
        assertThat(browser.send("POST", projects, JSON_TYPE, project, token(page))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void takesAnArrivalOnceAndOnlyFromTheBrowserThatLeft() {
        var browser = new Browser();
        var arrival = arrival(browser, "1001", "/");
        assertThat(new Browser().get(arrival).statusCode())
                .as("another browser")
                .isEqualTo(400);
        assertThat(browser.get(arrival).statusCode()).isEqualTo(302);
        assertThat(browser.get(arrival).statusCode()).as("again").isEqualTo(400);
        assertThat(browser.get(registry.address("/c/oidc/callback?code=a&state=b"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void sendsNobodyToOtherHosts() {
        for (String target : new String[] {"https://evil.example", "//evil.example", "/%5Cevil.example", "evil"}) {
            assertThat(new Browser()
                            .get(registry.address("/c/oidc/login?redirect_url=" + target))
                            .statusCode())
                    .as(target)
                    .isEqualTo(400);
        }
    }

    @Test
    void givesAGroupsRoleAndTakesItWithTheGroup() {
        var browser = loggedIn("1002");
        setSecret(browser);
        push("ben", SECRET, "in").succeeds();
        assertThat(as("ben", SECRET).get("/api/v2.0/configurations").status()).isEqualTo(403);

        provider.change(PEOPLE.replace("\"groups\": \"dev\"", "\"groups\": \"ops\""));
        loggedIn("1002");
        push("ben", SECRET, "out").failsSaying("denied", "unauthorized", "authentication required");
        tryLogin("ben", "wrong").failsSaying("invalid username/password");
    }

    private void setSecret(Browser browser) {
        var id = current(browser).get("user_id").asLong();
        var page = browser.get(registry.address(CURRENT));
        var answer = browser.send(
                "PUT",
                registry.address("/api/v2.0/users/" + id + "/cli_secret"),
                JSON_TYPE,
                "{\"secret\": \"%s\"}".formatted(SECRET),
                token(page));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void letsNewcomersChooseANameOnAPage() {
        takeInAnybody(false);
        var browser = new Browser();
        var answer = logIn(browser, "1003", "/harbor");
        assertThat(location(answer)).hasToString("/oidc-onboard");
        var url = registry.address("/oidc-onboard");
        var page = browser.get(url);
        assertThat(page.body()).contains("value=\"cleo\"");
        var proof = PROOF.matcher(page.body());
        assertThat(proof.find()).isTrue();

        assertThat(choose(browser, "0".repeat(64), "cleo").statusCode()).isEqualTo(403);
        assertThat(choose(browser, proof.group(1), "admin").statusCode()).isEqualTo(409);
        var unfit = choose(browser, proof.group(1), "<b>\"");
        assertThat(unfit.statusCode()).isEqualTo(400);
        assertThat(unfit.body()).contains("&lt;b&gt;&quot;").doesNotContain("<b>");
        assertThat(browser.get(registry.address(CURRENT)).statusCode()).isEqualTo(401);

        var chosen = choose(browser, proof.group(1), "cleopatra");
        assertThat(chosen.statusCode()).isEqualTo(302);
        assertThat(location(chosen)).hasToString("/harbor");
        assertThat(current(browser).get("username").asText()).isEqualTo("cleopatra");
        assertThat(choose(browser, proof.group(1), "again").statusCode()).isEqualTo(400);
        assertThat(current(loggedIn("1003")).get("username").asText()).isEqualTo("cleopatra");
    }

    private HttpResponse<String> choose(Browser browser, String proof, String name) {
        var form = "proof=" + proof + "&username=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return browser.send("POST", registry.address("/oidc-onboard"), FORM_TYPE, form, "none");
    }

    @Test
    void letsProgramsChooseANameAsWithHarbor() {
        loggedIn("1001");
        var browser = new Browser();
        assertThat(location(logIn(browser, "1004", "/")))
                .as("the name that the provider proposes is another user's")
                .hasToString("/oidc-onboard");
        var url = registry.address("/c/oidc/onboard");
        var page = browser.get(registry.address("/api/v2.0/systeminfo"));
        assertThat(browser.send("POST", url, JSON_TYPE, "{\"username\": \"annabel\"}", "x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.send("POST", url, JSON_TYPE, "{\"username\": \"ann\"}", token(page))
                        .statusCode())
                .isEqualTo(409);
        assertThat(browser.send("POST", url, JSON_TYPE, "{\"username\": \"annabel\"}", token(page))
                        .statusCode())
                .isEqualTo(200);
        assertThat(current(browser).get("username").asText()).isEqualTo("annabel");
    }

    @Test
    void takesPersonalTokensForTheWholeApi() {
        var browser = loggedIn("1005");
        var page = browser.get(registry.address(CURRENT));
        var created = browser.send("POST", registry.address(TOKENS), JSON_TYPE, "{\"name\": \"laptop\"}", token(page));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String token = RegistryHttp.json(created.body()).get("token").asText();
        assertThat(as("eve", token).get("/api/v2.0/projects/" + PROJECT).status())
                .isEqualTo(200);
        push("eve", token, "token").succeeds();
    }

    @Test
    void takesIdTokensOfTheProviderOnTheManagementApi() {
        loggedIn("1001");
        var idToken = new CommandLineLogin(provider).idToken("1001");
        assertThat(withBearer(idToken, CURRENT).json().get("username").asText()).isEqualTo("ann");
        assertThat(withBearer(idToken, "/v2/_catalog").status()).isEqualTo(401);
        assertThat(withBearer(idToken.substring(0, idToken.length() - 8) + "AAAAAAAA", CURRENT)
                        .status())
                .isEqualTo(401);
    }

    private RegistryHttp.Answer withBearer(String token, String path) {
        var http = registry.anonymous();
        return http.send(http.request(path).header("Authorization", "Bearer " + token));
    }

    @Test
    void logsOutHereAndAtTheProvider() {
        var browser = loggedIn("1005");
        var leaving = browser.get(registry.address("/c/log_out"));
        assertThat(location(leaving)).hasToString("/c/oidc/logout");
        var left = browser.get(registry.address("/c/oidc/logout"));
        assertThat(left.statusCode()).isEqualTo(302);
        assertThat(location(left).toString()).startsWith(provider.issuer());
        assertThat(Browser.query(location(left)))
                .containsKey("id_token_hint")
                .containsEntry("post_logout_redirect_uri", registry.address("/").toString());
        assertThat(browser.get(location(left)).body()).contains("Do you want to sign-out");
        assertThat(browser.get(registry.address(CURRENT)).statusCode()).isEqualTo(401);
    }

    @Test
    void forgetsUsersWhoAreDeletedSoThatTheyMayComeAsNewOnes() {
        var first = current(loggedIn("1005")).get("user_id").asLong();
        var admin = registry.asAdmin();
        assertThat(admin.delete("/api/v2.0/users/" + first).status()).isEqualTo(200);
        assertThat(current(loggedIn("1005")).get("user_id").asLong()).isNotEqualTo(first);
    }

    private Outcome tryLogin(String user, String secret) {
        return login(ClientHome.create(registry), user, secret);
    }

    private Outcome login(ClientHome home, String user, String secret) {
        return home.runWithInput(secret, "skopeo", "login", "--username", user, "--password-stdin", registry.host());
    }

    private Outcome push(String user, String secret, String tag) {
        var home = ClientHome.create(registry);
        login(home, user, secret).succeeds();
        var layout = OciLayout.of(home.folder().resolve("layout"), tag, "oidc " + tag, "amd64");
        return home.run(
                "skopeo",
                "copy",
                "oci:" + layout.folder() + ":" + tag,
                "docker://" + registry.image(PROJECT + "/app", tag));
    }
}
