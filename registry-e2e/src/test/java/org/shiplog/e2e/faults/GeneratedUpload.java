package org.shiplog.e2e.faults;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.LongConsumer;
import org.shiplog.e2e.node.Registry;

/** A blob that exists only while it is sent, over a socket of its own and without buffers that grow with it. */
final class GeneratedUpload {

    private static final byte[] BLOCK = block();
    private static final int STATUS_LIMIT = 64 * 1024;

    private final Registry registry;
    private final byte[] ending;
    private final long blocks;

    /** A blob of {@code size} bytes, rounded to blocks, that differs from all others by the number at its end. */
    GeneratedUpload(Registry registry, int number, long size) {
        this.registry = registry;
        this.ending = ("upload " + number).getBytes(StandardCharsets.US_ASCII);
        this.blocks = size / BLOCK.length;
    }

    /**
     * Sends the blob in one PUT and returns the status of the answer.
     *
     * @param sent told of every piece that was sent, in bytes
     */
    int push(LongConsumer sent) throws Exception {
        var begun = registry.asAdmin().post("/v2/library/memory/blobs/uploads/", "");
        if (begun.status() != 202) {
            return begun.status();
        }
        var location = Registry.path(begun.header("Location"));
        var separator = location.contains("?") ? "&" : "?";
        var address = URI.create("http://" + registry.host());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            var out = socket.getOutputStream();
            out.write(head(location + separator + "digest=" + digest()).getBytes(StandardCharsets.US_ASCII));
            for (long i = 0; i < blocks; i++) {
                out.write(BLOCK);
                sent.accept(BLOCK.length);
            }
            out.write(ending);
            out.flush();
            return status(socket);
        }
    }

    private String head(String target) {
        var credentials = registry.user() + ":" + registry.password();
        return "PUT " + target + " HTTP/1.1\r\n"
                + "Host: " + registry.host() + "\r\n"
                + "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n"
                + "Content-Type: application/octet-stream\r\n"
                + "Content-Length: " + (blocks * BLOCK.length + ending.length) + "\r\n"
                + "Connection: close\r\n\r\n";
    }

    private static int status(Socket socket) throws IOException {
        var answer = new String(socket.getInputStream().readNBytes(STATUS_LIMIT), StandardCharsets.ISO_8859_1);
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : -1;
    }

    private String digest() throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        for (long i = 0; i < blocks; i++) {
            digest.update(BLOCK);
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest(ending));
    }

    private static byte[] block() {
        var page = new byte[4 * 1024];
        new Random(50).nextBytes(page);
        var block = new byte[64 * page.length];
        for (int i = 0; i < block.length; i += page.length) {
            System.arraycopy(page, 0, block, i, page.length);
        }
        return block;
    }
}
