package org.shiplog.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsConfigurator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Imitates an authentication proxy in the way that Harbor asks one, with its reviews of tokens. */
final class ImitatedProxy extends ImitatedServer {
    static final String LOGIN = "/login";
    static final String REVIEW = "/review";
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    ImitatedProxy() {
        this(Optional.empty());
    }

    ImitatedProxy(Optional<HttpsConfigurator> tls) {
        super(tls);
    }

    void put(String name, String password, String... memberOf) {
        passwords.put(name, password);
        groups.put(name, List.of(memberOf));
    }

    /** A token of a session that was begun elsewhere. */
    String token(String name) {
        String token = UUID.randomUUID().toString();
        sessions.put(token, name);
        return token;
    }

    void endSessions() {
        sessions.clear();
    }

    @Override
    Answer answer(Request request) {
        if (!request.method().equals("POST")) {
            return new Answer(405, "{}");
        }
        return switch (request.path()) {
            case LOGIN -> login(request.authorization());
            case REVIEW -> review(request.body());
            default -> new Answer(404, "{}");
        };
    }

    private Answer login(String authorization) {
        String pair = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), UTF_8);
        int colon = pair.indexOf(':');
        String name = pair.substring(0, colon);
        return pair.substring(colon + 1).equals(passwords.get(name))
                ? new Answer(200, "{\"session_id\":\"" + token(name) + "\"}")
                : new Answer(401, "{\"error\":\"no\"}");
    }

    private Answer review(String body) {
        try {
            JsonNode asked = JSON.readTree(body);
            String name = sessions.getOrDefault(asked.at("/spec/token").asText(), "");
            ObjectNode answer = JSON.createObjectNode()
                    .put("apiVersion", asked.path("apiVersion").asText())
                    .put("kind", "TokenReview");
            ObjectNode status = answer.putObject("status").put("authenticated", !name.isEmpty());
            if (!name.isEmpty()) {
                ObjectNode user = status.putObject("user").put("username", name).put("uid", "u-" + name);
                groups.getOrDefault(name, List.of()).forEach(user.putArray("groups")::add);
            }
            return new Answer(200, JSON.writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            return new Answer(400, "{}");
        }
    }
}
