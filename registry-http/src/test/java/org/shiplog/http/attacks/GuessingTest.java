package org.shiplog.http.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.PASSWORD;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.attacks.Tenants.ANNA;
import static org.shiplog.http.attacks.Tenants.DEVELOPER;
import static org.shiplog.http.attacks.Tenants.GUEST;
import static org.shiplog.http.attacks.Tenants.demand;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.http.Browser;

/** Guessing passwords, and finding out by it who there is. How long answers take is tried with a whole node. */
class GuessingTest {
    private static final int LIMIT = 10;

    private Tenants tenants;

    @BeforeEach
    void start() {
        tenants = new Tenants();
    }

    @AfterEach
    void stop() {
        tenants.close();
    }

    private HttpResponse<String> guess(String name, String password) {
        return tenants.get("/v2/", basic(name, password));
    }

    @Test
    void namesThatExistByTheAnswersToWrongPasswords() {
        String robot = tenants.robot("alpha", "ci", "pull").authorization();
        demand(200, tenants.get("/v2/", robot));
        String unknown = Tenants.shape(guess("nobody", "wrong"), "nothing");
        for (String name :
                List.of("anna", "admin", "robot$alpha+ci", "robot$alpha+none", "robot$", "", "a".repeat(300))) {
            assertThat(Tenants.shape(guess(name, "wrong"), "nothing")).as(name).isEqualTo(unknown);
        }
    }

    @Test
    void namesThatExistByTheLockout() {
        for (String name : List.of("anna", "nobody", "robot$alpha+none")) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(guess(name, "wrong" + i).statusCode()).as(name).isEqualTo(401);
            }
            HttpResponse<String> locked = guess(name, "one more");
            assertThat(error(locked)).as(name).isEqualTo("429 TOOMANYREQUESTS");
            assertThat(header(locked, "Retry-After")).isEqualTo("300");
        }
        assertThat(guess("bert", PASSWORD).statusCode()).as("somebody else").isEqualTo(200);
    }

    @Test
    void lockoutOnOneDoorHoldsOnAll() {
        for (int i = 0; i < LIMIT; i++) {
            guess("guest", "wrong" + i);
        }
        for (String path : List.of("/v2/", "/service/token", "/api/v2.0/users/current")) {
            assertThat(error(tenants.get(path, GUEST))).as(path).isEqualTo("429 TOOMANYREQUESTS");
            demand(200, tenants.get(path, DEVELOPER));
        }
        assertThat(error(Browser.opened(tenants.server).login("guest", PASSWORD)))
                .isEqualTo("429 TOOMANYREQUESTS");
    }

    @Test
    void guessesAtTheSameTimeAreNoMoreThanOneAfterTheOther() {
        ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String password = "wrong" + i;
                many.execute(() -> answers.add(guess("anna", password).statusCode()));
            }
        }
        assertThat(answers).hasSize(60).containsOnly(401, 429);
        assertThat(answers.stream().filter(status -> status == 401).count())
                .as("guesses that were looked at")
                .isBetween(1L, (long) LIMIT);
    }

    @Test
    void onePasswordOnManyNames() {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(guess("user" + i, "Spring2026").statusCode()).isEqualTo(401);
        }
        HttpResponse<String> locked = guess("anna", "Spring2026");
        assertThat(error(locked)).isEqualTo("429 TOOMANYREQUESTS");
        assertThat(header(locked, "Retry-After")).isEqualTo("300");
        assertThat(error(tenants.get("/service/token", basic("robot$alpha+none", "Spring2026"))))
                .isEqualTo("429 TOOMANYREQUESTS");
        assertThat(guess("anna", "Summer2026").statusCode()).as("another one").isEqualTo(401);
        assertThat(guess("anna", PASSWORD).statusCode()).as("the right one").isEqualTo(200);
        for (int i = 0; i < LIMIT * 2; i++) {
            assertThat(guess("user0", "old").statusCode()).as("on one name").isIn(401, 429);
        }
        assertThat(guess("user1", "old").statusCode()).isEqualTo(401);
    }

    @Test
    void guessesLeaveOneEventHoweverMany() {
        long before = tenants.events();
        for (int i = 0; i < 40; i++) {
            guess("anna", "wrong" + i);
            guess("nobody", "wrong" + i);
            guess("nobody else", "wrong" + i);
        }
        assertThat(tenants.events())
                .as("a lockout of a user, and one of the names that nobody has")
                .isEqualTo(before + 2);
    }

    @Test
    void guessesAtARobotLeaveAnEvent() {
        tenants.robot("alpha", "ci", "pull");
        long before = tenants.events();
        for (int i = 0; i < 40; i++) {
            guess("robot$alpha+ci", "wrong" + i);
            guess("robot$alpha+none", "wrong" + i);
        }
        assertThat(tenants.events()).isEqualTo(before + 2);
        assertThat(tenants.server.robots.executed().toString()).contains("NoteRobotLockout");
    }

    /** The secret of somebody who is logged in is remembered, so that checking it costs nothing: but not for those who guess. */
    @Test
    void guessesAfterTheLockoutWhileTheVictimIsLoggedIn() throws IOException, InterruptedException {
        demand(200, tenants.get("/v2/", ANNA));
        try (HttpClient elsewhere = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.ofLiteral("127.0.0.2"))
                .build()) {
            for (int i = 0; i < LIMIT; i++) {
                assertThat(guessFrom(elsewhere, "wrong" + i)).isEqualTo(401);
            }
            assertThat(guessFrom(elsewhere, "one more")).isEqualTo(429);
            assertThat(guessFrom(elsewhere, PASSWORD)).as("the right one").isEqualTo(429);
        }
        assertThat(tenants.get("/v2/", ANNA).statusCode()).as("the victim").isEqualTo(200);
    }

    private int guessFrom(HttpClient client, String password) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(tenants.server.address() + "/v2/"))
                .header("Authorization", basic("anna", password))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
