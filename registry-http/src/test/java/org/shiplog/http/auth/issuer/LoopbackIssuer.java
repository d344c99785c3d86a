package org.shiplog.http.auth.issuer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An issuer, and provider, on loopback that answers what the test says: right metadata and keys to begin with. It is known as
 * {@link #url()}.
 */
public final class LoopbackIssuer implements AutoCloseable {
    public static final String DISCOVERY = "/.well-known/openid-configuration";
    public static final String KEYS = "/keys";
    public static final String TOKEN = "/token";
    public static final String USER_INFO = "/userinfo";

    /** Made once: that takes a moment. */
    public static final RSAKey KEY = key("one");

    public static final RSAKey OTHER_KEY = key("two");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public LoopbackIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        answer(DISCOVERY, metadata());
        publish(KEY);
    }

    private record Answer(int status, String text) {}

    /** @param authorization empty when there is none */
    public record Request(String path, String authorization, String body) {}

    public IssuerUrl url() {
        return new IssuerUrl("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public String metadata() {
        return """
            {"issuer":"URL","authorization_endpoint":"URL/authorize?tenant=1","token_endpoint":"URL/token",\
            "userinfo_endpoint":"URL/userinfo","end_session_endpoint":"URL/logout","jwks_uri":"URL/keys",\
            "response_types_supported":["code"],"subject_types_supported":["public"],\
            "id_token_signing_alg_values_supported":["RS256","PS256","HS256","none"]}\
            """.replace("URL", url().value());
    }

    public void answer(String path, String json) {
        answer(path, 200, json);
    }

    public void answer(String path, int status, String json) {
        answers.put(path, new Answer(status, json));
    }

    /** The public parts of the keys are the issuer's keys from now on. */
    public void publish(JWK... keys) {
        answer(KEYS, new JWKSet(List.of(keys)).toString(true));
    }

    /** What was asked of the path, in order. */
    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** A token of this issuer, as it should be. */
    public static String sign(String claims) {
        return sign("{\"alg\":\"RS256\",\"kid\":\"one\"}", claims, KEY);
    }

    /** Signed with RS256, whatever the header says. */
    public static String sign(String header, String claims, RSAKey key) {
        String signed = encode(header) + "." + encode(claims);
        try {
            return signed + "."
                    + new RSASSASigner(key).sign(new JWSHeader(JWSAlgorithm.RS256), signed.getBytes(US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        requests.add(new Request(path, authorization == null ? "" : authorization, body));
        Answer answer = answers.getOrDefault(path, new Answer(404, "{}"));
        byte[] text = answer.text().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Location", url() + KEYS);
        exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
