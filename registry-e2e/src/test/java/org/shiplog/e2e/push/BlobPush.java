package org.shiplog.e2e.push;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Optional;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;

/** The ways in which clients push a blob. Each returns the last answer; connection failures are thrown. */
public final class BlobPush {

    private static final String OCTETS = "application/octet-stream";
    private static final int ACCEPTED = 202;

    /** A way to push, with the client that is known for it. */
    public enum Way {
        /** One POST with everything in it. */
        SINGLE_POST,
        /** POST, then one PUT with everything: containerd and crane. */
        MONOLITHIC,
        /** POST, a PATCH of unknown length, an empty PUT: docker. */
        STREAMED,
        /** POST, several PATCHes with ranges, a PUT with the last piece. */
        CHUNKED
    }

    private final RegistryHttp http;
    private final String repository;
    private final Payload payload;

    public BlobPush(RegistryHttp http, String repository, Payload payload) {
        this.http = http;
        this.repository = repository;
        this.payload = payload;
    }

    public Answer push(Way way) {
        var bytes = payload.bytes();
        return switch (way) {
            case SINGLE_POST -> http.upload(repository, payload.digest(), bytes);
            case MONOLITHIC -> {
                var begun = begin("");
                yield begun.status() == ACCEPTED ? finish(location(begun), bytes) : begun;
            }
            case STREAMED -> streamed(bytes);
            case CHUNKED -> chunked(bytes);
        };
    }

    /** Mounts the blob from another repository; a registry that only accepts the upload gets the bytes. */
    public Answer mount(String from) {
        var begun = begin("?mount=" + payload.digest() + "&from=" + from);
        return begun.status() == ACCEPTED ? finish(location(begun), payload.bytes()) : begun;
    }

    private Answer streamed(byte[] bytes) {
        var begun = begin("");
        if (begun.status() != ACCEPTED) {
            return begun;
        }
        var patched = http.send(http.request(location(begun))
                .header("Content-Type", OCTETS)
                .method("PATCH", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
        return patched.status() == ACCEPTED ? finish(location(patched), new byte[0]) : patched;
    }

    private Answer chunked(byte[] bytes) {
        var answer = begin("");
        var piece = Math.max(1, bytes.length / 3);
        var sent = 0;
        while (answer.status() == ACCEPTED && bytes.length - sent > piece) {
            answer = http.send(http.request(location(answer))
                    .header("Content-Type", OCTETS)
                    .header("Content-Range", sent + "-" + (sent + piece - 1))
                    .method("PATCH", BodyPublishers.ofByteArray(bytes, sent, piece)));
            sent += piece;
        }
        return answer.status() == ACCEPTED
                ? finish(location(answer), Arrays.copyOfRange(bytes, sent, bytes.length))
                : answer;
    }

    /** Begins an upload, sends its first half, and returns where to go on: for {@link #resume} after a kill. */
    public Optional<String> sendHalf() {
        var begun = begin("");
        if (begun.status() != ACCEPTED) {
            return Optional.empty();
        }
        var bytes = payload.bytes();
        var patched = http.send(http.request(location(begun))
                .header("Content-Type", OCTETS)
                .method("PATCH", BodyPublishers.ofByteArray(bytes, 0, bytes.length / 2)));
        return patched.status() == ACCEPTED ? Optional.of(location(patched)) : Optional.empty();
    }

    /** Asks how much of the upload is there and sends the rest. */
    public Answer resume(String location) {
        var status = http.get(location);
        var range = status.header("Range");
        if (status.status() != 204 || !range.matches("(bytes=)?0-[0-9]+")) {
            return status;
        }
        var bytes = payload.bytes();
        var there = Integer.parseInt(range.replaceAll(".*-", "")) + 1;
        var next = status.header("Location").isEmpty() ? location : location(status);
        return finish(next, Arrays.copyOfRange(bytes, Math.min(there, bytes.length), bytes.length));
    }

    private Answer begin(String query) {
        return http.send(
                http.request("/v2/" + repository + "/blobs/uploads/" + query).POST(BodyPublishers.noBody()));
    }

    private Answer finish(String location, byte[] rest) {
        var separator = location.contains("?") ? "&" : "?";
        return http.put(location + separator + "digest=" + payload.digest(), OCTETS, rest);
    }

    private static String location(Answer answer) {
        return Registry.path(answer.header("Location"));
    }
}
