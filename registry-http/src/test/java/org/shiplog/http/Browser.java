package org.shiplog.http;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a browser on a page of the registry does: it keeps cookies, and sends back the token that the last answer brought. */
public final class Browser {
    public final Map<String, String> cookies = new LinkedHashMap<>();
    public String token = "";

    private final TestServer server;

    Browser(TestServer server) {
        this.server = server;
    }

    /** A browser whose page was just loaded. */
    public static Browser opened(TestServer server) {
        Browser browser = new Browser(server);
        browser.get("/api/v2.0/systeminfo");
        return browser;
    }

    public static Browser loggedIn(TestServer server, String name, String password) {
        Browser browser = opened(server);
        browser.login(name, password);
        return browser;
    }

    public HttpResponse<String> login(String name, String password) {
        return form("/c/login", Map.of("principal", name, "password", password));
    }

    public HttpResponse<String> get(String path, String... more) {
        return kept(server.get(path, headers(more)));
    }

    public HttpResponse<String> json(String method, String path, String body) {
        return kept(server.sendJson(method, path, body, headers()));
    }

    public HttpResponse<String> send(String method, String path) {
        return kept(server.send(method, path, BodyPublishers.noBody(), headers()));
    }

    public HttpResponse<String> form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return kept(server.send(
                "POST",
                path,
                BodyPublishers.ofString(body),
                headers("Content-Type", "application/x-www-form-urlencoded")));
    }

    public String[] headers(String... more) {
        List<String> headers = new ArrayList<>(List.of(more));
        if (!cookies.isEmpty()) {
            headers.add("Cookie");
            headers.add(cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; ")));
        }
        if (!token.isEmpty()) {
            headers.add("X-Harbor-CSRF-Token");
            headers.add(token);
        }
        return headers.toArray(String[]::new);
    }

    private HttpResponse<String> kept(HttpResponse<String> response) {
        response.headers().firstValue("X-Harbor-CSRF-Token").ifPresent(fresh -> token = fresh);
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            String pair = cookie.substring(0, cookie.indexOf(';'));
            String name = pair.substring(0, pair.indexOf('='));
            if (cookie.contains("Max-Age=0")) {
                cookies.remove(name);
            } else {
                cookies.put(name, pair.substring(pair.indexOf('=') + 1));
            }
        }
        return response;
    }
}
