package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.http.oci.RegistryClient.NOTHING;
import static org.shiplog.http.oci.RegistryClient.OCI_INDEX;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.header;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that only a client with a socket of its own can make: slow, broken off, or larger than announced. */
class SlowClientTest {
    private static final byte[] CONTENT = bytes("0123456789");

    private static TestRegistry registry;
    private static RegistryClient client;

    @BeforeAll
    static void start() {
        registry = new TestRegistry(new OciSettings(Duration.ofMillis(500), 1024, true));
        client = new RegistryClient(registry.address());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    /** A connection on which a request was begun. */
    private static Socket begin(String method, String path, String headers, String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(registry.address()).getPort());
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        out.write(bytes(method + " " + path + " HTTP/1.1\r\nHost: registry\r\n" + headers + "\r\n" + body));
        out.flush();
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void breaksOffAnUploadThatStalls() throws IOException {
        String location = client.begin("team/slow");

        try (Socket socket = begin("PATCH", location, "Content-Length: 10\r\n", "01234")) {
            assertThat(statusLine(socket)).startsWith("HTTP/1.1 408");
        }

        assertThat(client.get(location).statusCode()).isEqualTo(204);
        assertThat(client.close(location, digest(CONTENT), CONTENT).statusCode())
                .isEqualTo(201);
    }

    @Test
    void breaksOffAManifestThatStalls() throws IOException {
        String headers = "Content-Type: " + OCI_INDEX + "\r\nContent-Length: 10\r\n";

        try (Socket socket = begin("PUT", "/v2/team/slow/manifests/x", headers, "{")) {
            assertThat(statusLine(socket)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void letsASecondWriterOfAnUploadWait() throws IOException {
        String location = client.begin("team/slow");

        try (Socket first = begin("PATCH", location, "Transfer-Encoding: chunked\r\n", "4\r\n0123\r\n")) {
            await().untilAsserted(() -> {
                HttpResponse<byte[]> second = client.send("PATCH", location, CONTENT);
                assertThat(second.statusCode()).isEqualTo(416);
                assertThat(header(second, "Location")).isEqualTo(location);
            });
            first.getOutputStream().write(bytes("6\r\n456789\r\n0\r\n\r\n"));
            assertThat(statusLine(first)).startsWith("HTTP/1.1 202");
        }

        assertThat(client.close(location, digest(CONTENT), NOTHING).statusCode())
                .isEqualTo(201);
    }

    @Test
    void goesOnAfterAClientThatHungUp() throws IOException {
        String location = client.begin("team/slow");

        begin("PATCH", location, "Content-Length: 10\r\n", "01234").close();

        await().untilAsserted(() -> {
            HttpResponse<byte[]> status = client.get(location);
            assertThat(status.statusCode()).isEqualTo(204);
            assertThat(client.send("PATCH", location, NOTHING).statusCode()).isEqualTo(202);
        });
    }

    @Test
    void forgetsASinglePostThatWasBrokenOff() throws IOException {
        int before = registry.blobs.openSessions();

        begin("POST", "/v2/team/slow/blobs/uploads/?digest=" + digest(CONTENT), "Content-Length: 10\r\n", "01234")
                .close();

        // Once more, so that the first has certainly been begun.
        assertThat(client.send("POST", "/v2/team/slow/blobs/uploads/?digest=" + digest(CONTENT), CONTENT)
                        .statusCode())
                .isEqualTo(201);
        await().untilAsserted(() -> assertThat(registry.blobs.openSessions()).isLessThanOrEqualTo(before));
    }

    /** The disk was full in the middle of the first, and the rest of it must not stand in the second's way. */
    @Test
    void answersTwoUploadsOnOneConnectionThatAreRefusedHalfWay() throws IOException {
        registry.blobs.haveRoomFor(100_000);
        String path = "/v2/team/slow/blobs/uploads/?digest=" + digest(CONTENT);
        byte[] body = new byte[8 << 20];

        try (Socket socket = begin("POST", path, "Content-Length: " + body.length + "\r\n", "")) {
            socket.getOutputStream().write(body);
            String first = answer(socket);
            socket.getOutputStream().write(bytes("GET /v2/ HTTP/1.1\r\nHost: registry\r\n\r\n"));
            String second = answer(socket);

            assertThat(first).startsWith("HTTP/1.1 5").doesNotContainIgnoringCase("Connection: close");
            assertThat(second).startsWith("HTTP/1.1 200");
        } finally {
            registry.blobs.haveRoomFor(Long.MAX_VALUE);
        }
    }

    /** What follows is more than anybody reads to be polite, so the client is told that the connection ends. */
    @Test
    void announcesTheEndOfAConnectionWhoseUploadIsTooLongToReadAway() throws IOException {
        registry.blobs.haveRoomFor(100_000);
        String path = "/v2/team/slow/blobs/uploads/?digest=" + digest(CONTENT);

        try (Socket socket = begin("POST", path, "Content-Length: " + (1L << 30) + "\r\n", "")) {
            byte[] part = new byte[1 << 20];
            for (int i = 0; i < 66; i++) {
                socket.getOutputStream().write(part);
            }
            String answer = answer(socket);

            assertThat(answer).startsWith("HTTP/1.1 5").containsIgnoringCase("Connection: close");
        } finally {
            registry.blobs.haveRoomFor(Long.MAX_VALUE);
        }
    }

    @Test
    void cutsOffAManifestWithoutEnd() throws IOException {
        String headers = "Content-Type: " + OCI_INDEX + "\r\nTransfer-Encoding: chunked\r\n";
        byte[] chunk = bytes("100000\r\n" + " ".repeat(0x100000) + "\r\n");

        int sent = 0;
        try (Socket socket = begin("PUT", "/v2/team/slow/manifests/x", headers, "")) {
            for (; sent < 200; sent++) {
                socket.getOutputStream().write(chunk);
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).hasMessageMatching("(?i).*(broken pipe|reset|closed).*");
        }

        assertThat(sent).isLessThan(200);
    }

    @Test
    void refusesALargeManifestBeforeItComes() throws IOException {
        String headers = "Content-Type: " + OCI_INDEX + "\r\nContent-Length: 1073741824\r\nExpect: 100-continue\r\n";

        try (Socket socket = begin("PUT", "/v2/team/slow/manifests/x", headers, "")) {
            assertThat(statusLine(socket)).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void keepsTheConnectionAfterARefusal() throws IOException {
        try (Socket socket = begin("PUT", "/v2/team/slow/manifests/.bad", "Content-Length: 4\r\n", "{  }")) {
            byte[] answer = new byte[4096];
            int length = socket.getInputStream().read(answer);
            assertThat(new String(answer, 0, length, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 400");
            socket.getOutputStream().write(bytes("GET /v2/ HTTP/1.1\r\nHost: registry\r\n\r\n"));
            assertThat(statusLine(socket)).startsWith("HTTP/1.1 200");
        }
    }

    /** Reads a whole answer from a connection that goes on, and returns its head. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as("end of the connection after '%s'", head).isNotNegative();
            head.append((char) c);
        }
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        in.skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
        return head.toString();
    }
}
