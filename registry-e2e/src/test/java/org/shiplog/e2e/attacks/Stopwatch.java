package org.shiplog.e2e.attacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shiplog.e2e.node.Registry;

/**
 * How long answers take that must not differ. Samples are taken in turn and the least of each counts, which other work on the machine
 * touches least.
 */
final class Stopwatch {
    /** Fewer than the failures after which attempts are not looked at, for any one of the questions. */
    private static final int FROM_ONE_ADDRESS = 6;

    private final Registry registry;
    private final int samples;

    Stopwatch(Registry registry, int samples) {
        this.registry = registry;
        this.samples = samples;
    }

    /** @param password the same text each time is the same secret; {@code %d} becomes another number each time */
    record Question(String name, String password, String method, String path, int status) {
        private String authorization(int sample) {
            var pair = name + ":" + password.formatted(sample);
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The least for each question, in nanoseconds. */
    Map<Question, Long> ask(List<Question> questions) {
        Map<Question, long[]> times = new LinkedHashMap<>();
        questions.forEach(question -> times.put(question, new long[samples]));
        for (int from = 0; from < samples; from += FROM_ONE_ADDRESS) {
            try (var client = client("127.0.1." + (1 + from / FROM_ONE_ADDRESS))) {
                // The connection is there before the clock starts.
                send(client, HttpRequest.newBuilder(registry.address("/api/v2.0/ping")), 200);
                for (int sample = from; sample < Math.min(samples, from + FROM_ONE_ADDRESS); sample++) {
                    for (var question : questions) {
                        times.get(question)[sample] = send(client, request(question, sample), question.status());
                    }
                }
            }
        }
        Map<Question, Long> least = new LinkedHashMap<>();
        times.forEach(
                (question, all) -> least.put(question, Arrays.stream(all).min().orElseThrow()));
        return least;
    }

    static HttpClient client(String address) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.ofLiteral(address))
                .build();
    }

    private HttpRequest.Builder request(Question question, int sample) {
        return HttpRequest.newBuilder(registry.address(question.path()))
                .header("Authorization", question.authorization(sample))
                .method(question.method(), BodyPublishers.noBody());
    }

    private static long send(HttpClient client, HttpRequest.Builder request, int status) {
        try {
            long before = System.nanoTime();
            var response = client.send(request.build(), BodyHandlers.ofString());
            long taken = System.nanoTime() - before;
            if (response.statusCode() != status) {
                throw new AssertionError("not " + status + ": " + response + " " + response.body());
            }
            return taken;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }
}
