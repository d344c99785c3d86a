package org.shiplog.http.auth.external;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** The page on which somebody chooses a name. It loads nothing and runs nothing. */
final class NameForm {
    static final String PATH = "/oidc-onboard";
    static final String NAME = "username";

    /** Carries what only a page of the registry knows. */
    static final String PROOF = "proof";

    private NameForm() {}

    /**
     * @param name what the field holds at first
     * @param complaint why the last name would not do
     */
    static HttpResponse page(StatusCode status, String name, String proof, Optional<String> complaint) {
        String html = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Choose a name</title></head>
            <body>
            <h1>Choose a name</h1>
            <p>You are logged in, and new here. Clients log in with this name. It stays yours, and cannot be changed.</p>
            %s<form method="post" action="%s">
            <input type="hidden" name="%s" value="%s">
            <label>Name <input name="%s" value="%s" maxlength="255" autocomplete="username" required></label>
            <button>Go on</button>
            </form>
            </body>
            </html>
            """.formatted(
                        complaint
                                .map(text -> "<p role=\"alert\">" + escaped(text) + "</p>\n")
                                .orElse(""),
                        PATH,
                        PROOF,
                        escaped(proof),
                        NAME,
                        escaped(name));
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(
                        ContentTypes.TEXT_HTML_UTF8, ByteString.fromArrayUnsafe(html.getBytes(StandardCharsets.UTF_8)))
                .addHeader(RawHeader.create("Cache-Control", "no-store"))
                .addHeader(RawHeader.create("X-Frame-Options", "DENY"))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
                .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
                .addHeader(RawHeader.create(
                        "Content-Security-Policy",
                        "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
