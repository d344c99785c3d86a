package org.shiplog.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Imitates a UAA server: the grants by password and of the client, its userinfo and its list of users. */
final class ImitatedUaa extends ImitatedServer {
    static final String TOKEN = "/oauth/token";
    static final String USER_INFO = "/userinfo";
    static final String USERS = "/Users";
    static final String SECRET = "client+secret%";

    private final Map<String, User> users = new ConcurrentHashMap<>();

    ImitatedUaa() {
        super(Optional.empty());
    }

    private record User(String password, boolean active) {}

    void put(String name, String password) {
        users.put(name, new User(password, true));
    }

    void deactivate(String name) {
        users.put(name, new User("", false));
    }

    void remove(String name) {
        users.remove(name);
    }

    @Override
    Answer answer(Request request) {
        return switch (request.path()) {
            case TOKEN -> token(request.form());
            case USER_INFO -> userInfo(request.authorization());
            case USERS -> users(request);
            default -> new Answer(404, "{}");
        };
    }

    private Answer token(Map<String, String> form) {
        if (!"shiplog".equals(form.get("client_id")) || !SECRET.equals(form.get("client_secret"))) {
            return new Answer(401, "{\"error\":\"invalid_client\"}");
        }
        if ("client_credentials".equals(form.get("grant_type"))) {
            return new Answer(200, "{\"access_token\":\"of-the-client\",\"token_type\":\"bearer\"}");
        }
        // It does not tell cases apart.
        return users.entrySet().stream()
                .filter(user -> user.getKey().equalsIgnoreCase(form.get("username")))
                .filter(user ->
                        user.getValue().active() && user.getValue().password().equals(form.get("password")))
                .findFirst()
                .map(user ->
                        new Answer(200, "{\"access_token\":\"of-" + user.getKey() + "\",\"token_type\":\"bearer\"}"))
                .orElseGet(() ->
                        new Answer(401, "{\"error\":\"unauthorized\",\"error_description\":\"Bad credentials\"}"));
    }

    private Answer userInfo(String authorization) {
        String name = authorization.substring("Bearer of-".length());
        return new Answer(
                200,
                "{\"user_id\":\"1\",\"user_name\":\"%1$s\",\"name\":\"The %1$s\",\"email\":\"%1$s@example.org\"}"
                        .formatted(name));
    }

    private Answer users(Request request) {
        if (!request.authorization().equals("Bearer of-the-client")) {
            return new Answer(401, "{\"error\":\"unauthorized\"}");
        }
        String filter = request.query().getOrDefault("filter", "");
        String found = users.entrySet().stream()
                .filter(user -> filter.equalsIgnoreCase("userName eq \"" + user.getKey() + "\""))
                .findFirst()
                .map(user -> """
                    {"userName":"%1$s","active":%2$s,"name":{"givenName":"The","familyName":"%1$s"},\
                    "emails":[{"value":"%1$s@example.org","primary":true}]}\
                    """.formatted(user.getKey(), user.getValue().active()))
                .orElse("");
        return new Answer(200, "{\"resources\":[" + found + "],\"totalResults\":1}");
    }
}
