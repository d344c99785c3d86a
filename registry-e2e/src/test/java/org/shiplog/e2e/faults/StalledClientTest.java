package org.shiplog.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.SharedRegistry;

/** Clients that fall silent in the middle: the node hangs up on them. Waits for real timeouts, beside the other tests. */
@Order(4)
@ExtendWith(SharedRegistry.class)
@Execution(ExecutionMode.CONCURRENT)
final class StalledClientTest {

    /** The node's own limit is a minute; a busy machine may notice late. */
    private static final Duration LIMIT = Duration.ofSeconds(100);

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void hangsUpOnAnUploadThatStallsAndLetsItBeResumed(Registry registry) throws IOException {
        var bytes = "an upload in two halves, with a long silence between them".getBytes(StandardCharsets.UTF_8);
        var http = registry.asAdmin();
        var begun = http.post("/v2/library/stalled/blobs/uploads/", "");
        assertThat(begun.status()).isEqualTo(202);
        var location = Registry.path(begun.header("Location"));

        try (var socket = connect(registry)) {
            send(
                    socket,
                    "PATCH " + location + " HTTP/1.1\r\n"
                            + head(registry)
                            + "Content-Type: application/octet-stream\r\n"
                            + "Content-Length: " + bytes.length + "\r\n\r\n"
                            + new String(bytes, 0, 10, StandardCharsets.UTF_8));

            assertThat(answerBeforeHangUp(socket))
                    .doesNotStartWith("HTTP/1.1 2")
                    .doesNotStartWith("HTTP/1.1 500");
        }

        var status = http.get(location);
        var there = status.status() == 204 && status.header("Range").endsWith("0-9") ? 10 : 0;
        assertThat(status.status()).isIn(204, 404);
        var separator = location.contains("?") ? "&" : "?";
        if (status.status() == 204) {
            var rest = Arrays.copyOfRange(bytes, there, bytes.length);
            var finished = http.put(
                    location + separator + "digest=" + OciLayout.digest(bytes), "application/octet-stream", rest);
            assertThat(finished.status()).as(finished.text()).isEqualTo(201);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void hangsUpOnARequestThatNeverEndsItsHeaders(Registry registry) throws IOException {
        try (var socket = connect(registry)) {
            send(socket, "GET /v2/ HTTP/1.1\r\nHost: " + registry.host() + "\r\nX-Slow: ");

            assertThat(answerBeforeHangUp(socket)).doesNotStartWith("HTTP/1.1 2");
        }
    }

    private static Socket connect(Registry registry) throws IOException {
        var address = URI.create("http://" + registry.host());
        var socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static String head(Registry registry) {
        var credentials = registry.user() + ":" + registry.password();
        return "Host: " + registry.host() + "\r\nAuthorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Whatever the node says before it closes the connection; a reset counts as closing, a time-out fails. */
    private static String answerBeforeHangUp(Socket socket) throws IOException {
        var answer = new StringBuilder();
        try {
            for (int octet = socket.getInputStream().read();
                    octet >= 0;
                    octet = socket.getInputStream().read()) {
                answer.append((char) octet);
            }
        } catch (SocketException _) {
            // Reset by the node, which is an end as good as any.
        }
        return answer.toString();
    }
}
