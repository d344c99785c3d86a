package org.shiplog.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shiplog.cluster.config.TlsIdentity;
import org.shiplog.storage.identity.OperatorRequests;

/**
 * Asks a node in the operator's name: announces each request in the node's database, which proves that it comes from whoever runs the
 * registry, and makes it then.
 */
final class OperatorClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final URI node;
    private final OperatorRequests announced;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http;

    /** @param tls of a node on this machine, whose certificate is then believed; else those are that Java believes */
    OperatorClient(URI node, OperatorRequests announced, Optional<TlsIdentity> tls) {
        this.node = node;
        this.announced = announced;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        tls.map(OperatorClient::believing).ifPresent(client::sslContext);
        this.http = client.build();
    }

    /**
     * What a node answered.
     *
     * @param body missing when it has none
     */
    record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status / 100 == 2;
        }

        /** Why not, in the node's words. */
        String fault() {
            String message = body.at("/errors/0/message").asText();
            return message.isEmpty() ? "status " + status : message;
        }
    }

    /** Fails when nobody answers there. */
    void greet() throws IOException, InterruptedException {
        var unused = send(request("/api/version").GET());
    }

    Answer get(String target) throws IOException, InterruptedException {
        return send(announced("GET", target).GET());
    }

    Answer put(String target, JsonNode body) throws IOException, InterruptedException {
        return send(announced("PUT", target)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    private HttpRequest.Builder announced(String method, String target) {
        String token =
                announced.announce(method, target, random).toCompletableFuture().join();
        return request(target).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder request(String target) {
        String base = node.toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return HttpRequest.newBuilder(URI.create(root + target)).timeout(ANSWER).header("User-Agent", "shiplog-admin");
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private static SSLContext believing(TlsIdentity identity) {
        try {
            KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
            believed.load(null, null);
            for (int i = 0; i < identity.chain().size(); i++) {
                believed.setCertificateEntry("node-" + i, identity.chain().get(i));
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(believed);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK cannot use a certificate that it has read", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
