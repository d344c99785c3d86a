package org.shiplog.http.outbound;

import org.apache.pekko.util.ByteString;

/** What became of a request. Reasons are for the log: whoever chose the target learns nothing from them about the inside. */
public sealed interface Fetched {
    /**
     * Something answered, be it with an error or a redirect. It prints without its body, which may hold secrets.
     *
     * @param contentType empty when the answer has none
     */
    record Answered(int status, String contentType, ByteString body) implements Fetched {
        public String text() {
            return body.utf8String();
        }

        @Override
        public String toString() {
            return status + " " + contentType + ", " + body.size() + " bytes";
        }
    }

    /** The target is none that requests are made to. Nothing was sent. */
    record Forbidden(String reason) implements Fetched {}

    /** No whole answer came: unknown host, no connection, bad certificate, too slow, too large, no HTTP. */
    record Failed(String reason) implements Fetched {}
}
