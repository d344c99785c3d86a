package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.ProjectCommand.ChangeTerms;
import org.shiplog.domain.project.ProjectCommand.RemoveMember;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.http.api.port.FeedPorts;

@ResourceLock(TestHistory.TABLES)
class EventStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OF_TEAM = "?project=team&after=latest";

    private PastFixture past = new PastFixture();

    @AfterEach
    void stop() {
        past.server.close();
    }

    private void restart(int followers, int ofOne, Duration heartbeat, Duration lifetime, Duration stalled) {
        past.server.close();
        past = new PastFixture(
                new FeedPorts.Limits(followers, ofOne, heartbeat, Duration.ofMillis(100), lifetime, stalled));
    }

    private void push(String tag) {
        past.push("team/app", tag, tag);
        past.server.tell();
    }

    private EventStreamReader follow(String query, String authorization, String... headers) {
        EventStreamReader reader = new EventStreamReader(past.server, query, authorization, headers);
        assertThat(reader.status()).isEqualTo(200);
        return reader;
    }

    @Test
    void tellsWhatHappensWhileItHappens() {
        try (EventStreamReader reader = follow(OF_TEAM, admin())) {
            assertThat(reader.header("Content-Type")).startsWith("text/event-stream");
            push("one");
            reader.events(3);
            push("two");
            assertThat(reader.events(5).getLast().at("/data/tag").asText()).isEqualTo("two");
            assertThat(reader.names)
                    .containsExactly(
                            "org.shiplog.repository.created.v1",
                            "org.shiplog.repository.manifest.pushed.v1",
                            "org.shiplog.repository.tag.moved.v1",
                            "org.shiplog.repository.manifest.pushed.v1",
                            "org.shiplog.repository.tag.moved.v1");
            assertThat(reader.lastEventId)
                    .isEqualTo(reader.events.getLast().get("id").asText());
            assertThat(reader.retry).isEqualTo("2000");
        }
    }

    @Test
    void goesOnWhereTheReaderWasBrokenOff() {
        push("one");
        String last;
        List<JsonNode> first;
        try (EventStreamReader reader = follow("?project=team", admin())) {
            first = List.copyOf(reader.events(4));
            last = first.get(2).get("id").asText();
        }
        push("two");
        try (EventStreamReader reader = follow("?project=team&after=earliest", admin(), "Last-Event-ID", last)) {
            assertThat(reader.events(3).getFirst()).isEqualTo(first.get(3));
            assertThat(reader.subjects().getLast()).isEqualTo("team/app:two");
        }
    }

    @Test
    void tellsEverythingFromTheBeginningHoweverMuchItIs() {
        fill(3_000);
        try (EventStreamReader reader = follow("?repository=team/big", admin())) {
            assertThat(reader.events(1_501)).hasSize(1_501);
            assertThat(reader.events.stream().map(event -> event.get("id").asText()))
                    .doesNotHaveDuplicates();
        }
    }

    /** So many events of one repository, half of which are public. */
    private void fill(int events) {
        RepositoryName big = new RepositoryName("team/big");
        for (int i = 0; i < events / 2; i++) {
            Digest blob = PastFixture.digest("blob " + i);
            TestServer.await(past.server.repositories.execute(big, new LinkBlob(1, blob, 5), TestServer.provenance()));
            TestServer.await(past.server.repositories.execute(big, new DeleteBlob(1, blob), TestServer.provenance()));
        }
        past.server.tell();
    }

    /** So many events of some 18 KB each. */
    private void fillWithLarge(int events) {
        for (int i = 0; i < events; i++) {
            String run = "CVE-" + (100_000 + i);
            List<String> ids = IntStream.range(0, CveAllowlist.MAX_IDS)
                    .mapToObj(number -> run + "-" + number)
                    .toList();
            past.project(
                    new ChangeTerms(Optional.empty(), Map.of(), Optional.of(new CveAllowlist(ids, Optional.empty()))));
        }
        past.server.tell();
    }

    @Test
    void isNeverSilentForLongAndKnowsWhereToGoOn() {
        restart(10, 10, Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofSeconds(30));
        push("one");
        try (EventStreamReader reader = follow(OF_TEAM, admin())) {
            await().atMost(PATIENCE).until(() -> reader.comments > 2);
            assertThat(reader.events).isEmpty();
            String place = reader.lastEventId;
            push("two");
            assertThat(reader.events(2)).hasSize(2);
            try (EventStreamReader again = follow("", admin(), "Last-Event-ID", place)) {
                assertThat(again.events(2).getFirst()).isEqualTo(reader.events.getFirst());
            }
        }
    }

    @Test
    void endsWithTheRightToTheProject() {
        restart(10, 10, Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofSeconds(30));
        String guest = past.member("leaver", Role.GUEST);
        String other = past.member("stayer", Role.GUEST);
        try (EventStreamReader leaver = follow(OF_TEAM, guest);
                EventStreamReader everywhere = follow("?after=latest", guest);
                EventStreamReader stayer = follow(OF_TEAM, other)) {
            push("one");
            leaver.events(3);
            everywhere.events(3);
            past.project(new RemoveMember(11));
            leaver.awaitEnd();
            int silent = everywhere.comments;
            await().atMost(PATIENCE).until(() -> everywhere.comments > silent + 1);
            push("two");
            assertThat(stayer.events(5)).hasSize(5);
            assertThat(everywhere.events).hasSize(3);
            assertThat(everywhere.ended).isFalse();
        }
    }

    @Test
    void endsWithTheAccount() {
        restart(10, 10, Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofSeconds(30));
        String guest = past.member("leaver", Role.GUEST);
        try (EventStreamReader leaver = follow("?after=latest", guest)) {
            TestServer.await(past.server.users.execute(
                    new Username("leaver"), new UserCommand.ChangeEnablement(false), TestServer.provenance()));
            past.server.clock.advance(Duration.ofSeconds(6));
            leaver.awaitEnd();
        }
    }

    @Test
    void endsAfterAWhileSoThatCredentialsAreShownAgain() {
        restart(10, 10, Duration.ofSeconds(15), Duration.ofMillis(500), Duration.ofSeconds(30));
        try (EventStreamReader reader = follow(OF_TEAM, admin())) {
            reader.awaitEnd();
        }
    }

    @Test
    void letsOnlySoManyFollow() {
        restart(3, 2, Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofSeconds(30));
        List<EventStreamReader> readers = new ArrayList<>();
        readers.add(follow(OF_TEAM, admin()));
        readers.add(follow(OF_TEAM, admin()));
        HttpResponse<String> refused = ask("?wait=1&after=latest", admin());
        assertThat(error(refused)).isEqualTo("503 UNAVAILABLE");
        assertThat(header(refused, "Retry-After")).isEqualTo("10");
        readers.add(follow("?after=latest", alice()));
        assertThat(error(ask("?wait=1&after=latest", alice()))).isEqualTo("503 UNAVAILABLE");
        assertThat(ask("?after=latest", alice()).statusCode())
                .as("who does not wait takes no seat")
                .isEqualTo(200);
        readers.forEach(EventStreamReader::close);
        await().atMost(PATIENCE)
                .until(() -> ask("?wait=1&after=latest", admin()).statusCode() == 200);
        assertThat(ask("?wait=1&after=latest", admin()).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> ask(String query, String authorization) {
        return past.server.get("/api/shiplog/v1/events" + query, "Authorization", authorization);
    }

    /** Reads nothing of the answer to its request. */
    private Socket stalled() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", past.server.port()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /api/shiplog/v1/events HTTP/1.1\r\nHost: registry\r\nAccept: text/event-stream\r\n"
                                + "Authorization: " + admin() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whoDoesNotReadHoldsNobodyUpAndIsLeft() throws Exception {
        restart(1, 1, Duration.ofMillis(200), Duration.ofMinutes(5), Duration.ofMillis(700));
        fillWithLarge(800);
        try (Socket stalled = stalled()) {
            await().atMost(PATIENCE)
                    .until(() -> ask("?wait=1&after=latest", admin()).statusCode() == 503);
            assertThat(ask("?project=team", admin()).statusCode()).isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> ask("?wait=1&after=latest", admin()).statusCode() == 200);
            InputStream rest = stalled.getInputStream();
            long bytes = 0;
            try {
                for (int read = rest.read(new byte[65_536]); read >= 0; read = rest.read(new byte[65_536])) {
                    bytes += read;
                }
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(bytes).as("a part of some 14 MB").isLessThan(10_000_000);
        }
    }

    @Test
    void endsWhenTheNodeStops() {
        try (EventStreamReader reader = follow(OF_TEAM, admin())) {
            past.server.events.close();
            reader.awaitEnd();
        }
        HttpResponse<String> refused = ask("?wait=10&after=latest", admin());
        assertThat(error(refused)).isEqualTo("503 UNAVAILABLE");
    }

    @Test
    void refusesParametersOfPagesAndAsksForNoStreamByHead() {
        for (String query : List.of("?limit=5", "?wait=5", "?after=x")) {
            assertThat(error(past.server.get(
                            "/api/shiplog/v1/events" + query, "Authorization", admin(), "Accept", "text/event-stream")))
                    .isEqualTo("400 BAD_REQUEST");
        }
        assertThat(error(past.server.get(
                        "/api/shiplog/v1/events",
                        "Authorization",
                        admin(),
                        "Accept",
                        "text/event-stream",
                        "Last-Event-ID",
                        "nonsense")))
                .isEqualTo("400 BAD_REQUEST");
        HttpResponse<String> head = past.server.send(
                "HEAD",
                "/api/shiplog/v1/events",
                BodyPublishers.noBody(),
                "Authorization",
                admin(),
                "Accept",
                "text/event-stream");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Type")).startsWith("text/event-stream");
    }
}
