package org.shiplog.e2e.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.shiplog.e2e.node.LoginRegistry;

/** A build platform that gives its jobs signed tokens, and publishes its key over TLS. */
final class JobIssuer implements AutoCloseable {
    private static final String KEY_ID = "platform";

    private final KeyPair key = newKey();
    private final HttpsServer server;

    JobIssuer() {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, metadata()));
        server.createContext("/keys", exchange -> answer(exchange, keys()));
        server.start();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param claims in JSON */
    String sign(String claims) {
        return sign(claims, key);
    }

    /** As somebody else would who wants to be taken for this issuer. */
    String forge(String claims) {
        return sign(claims, newKey());
    }

    private static String sign(String claims, KeyPair by) {
        try {
            var signed = encode("{\"alg\":\"RS256\",\"kid\":\"%s\"}"
                            .formatted(KEY_ID)
                            .getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(by.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String metadata() {
        return """
            {"issuer":"URL","jwks_uri":"URL/keys","authorization_endpoint":"URL/none","response_types_supported":["id_token"],\
            "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}\
            """.replace("URL", url());
    }

    private String keys() {
        var open = (RSAPublicKey) key.getPublic();
        return """
            {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"%s"}]}\
            """.formatted(KEY_ID, number(open.getModulus()), number(open.getPublicExponent()));
    }

    private static String number(BigInteger number) {
        var bytes = number.toByteArray();
        return encode(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        var bytes = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SSLContext context() throws IOException {
        var password = LoginRegistry.STORE_PASSWORD.toCharArray();
        try (var file = Files.newInputStream(LoginRegistry.certificates().resolve("server.p12"))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(file, password);
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, password);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
