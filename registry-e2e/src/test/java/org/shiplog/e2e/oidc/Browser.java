package org.shiplog.e2e.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody's browser, with its cookies, which fills in the provider's forms and stops before it leaves the provider. */
final class Browser {
    private static final int MOST_PAGES = 20;
    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final Pattern PROMPT = Pattern.compile("name=\"prompt\" value=\"([a-z]+)\"");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();

    /** Logs in and agrees to everything. Returns where the provider sends the browser back to. */
    URI logIn(URI start, String login) {
        HttpResponse<String> page = get(start);
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            if (page.statusCode() == 200) {
                page = post(page, login);
                continue;
            }
            var next = page.uri()
                    .resolve(page.headers().firstValue("Location").orElseThrow(() -> new AssertionError("no page")));
            if (!next.getAuthority().equals(start.getAuthority())) {
                return next;
            }
            page = get(next);
        }
        throw new AssertionError("the provider asks for ever, at last at " + page.uri());
    }

    HttpResponse<String> get(URI url) {
        return send(HttpRequest.newBuilder(url).build());
    }

    /** What a page of the registry does, which sends back the token that the last answer brought. */
    HttpResponse<String> send(String method, URI url, String mediaType, String body, String token) {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", mediaType)
                .header("X-Harbor-CSRF-Token", token)
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    /** The parameters of a URL. */
    static Map<String, String> query(URI url) {
        return Arrays.stream(url.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> URLDecoder.decode(parts[1], UTF_8)));
    }

    private HttpResponse<String> post(HttpResponse<String> page, String login) {
        String form =
                "prompt=" + first(PROMPT, page.body()) + "&login=" + URLEncoder.encode(login, UTF_8) + "&password=x";
        return send(HttpRequest.newBuilder(URI.create(first(FORM, page.body())))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    private static String first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }
}
