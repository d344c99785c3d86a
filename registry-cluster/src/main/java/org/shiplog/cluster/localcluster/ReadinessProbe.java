package org.shiplog.cluster.localcluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks nodes whether they are ready, one question at a time for each. */
final class ReadinessProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final ClusterPorts ports;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Set<Integer> asked = ConcurrentHashMap.newKeySet();

    ReadinessProbe(ClusterPorts ports) {
        this.ports = ports;
    }

    /** Does not block. A node that still owes an answer is not asked again. */
    void ask(LocalNode node) {
        if (!node.status().state().runs() || !asked.add(node.number())) {
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.management(node.number()) + "/health/ready"))
                .timeout(PATIENCE)
                .build();
        var _ = client.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null && answer.statusCode() == OK)
                .thenAccept(ready -> {
                    asked.remove(node.number());
                    node.answered(ready);
                });
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
