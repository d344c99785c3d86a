package org.shiplog.domain.webhook;

/**
 * Where a policy's deliveries go. The whole address, the header that authorises and the key that signs are secrets, which an event says
 * only that there are: they are kept beside the journal, under the marker.
 *
 * @param origin the address without path and query, {@code https://ci.example.org}
 * @param skipCertificate whether any certificate of the server is believed
 * @param marker changes whenever the address or a secret does
 */
public record WebhookTarget(Kind kind, Format format, String origin, boolean skipCertificate, String marker) {
    /** The most targets of one policy. */
    public static final int MAX_TARGETS = 5;

    /** What listens there. */
    public enum Kind {
        HTTP,
        SLACK
    }

    /** How an event is written. */
    public enum Format {
        /** Harbor's own. */
        DEFAULT,
        /** A structured CloudEvent 1.0. */
        CLOUD_EVENTS,
        /** Text for people, in blocks. */
        SLACK
    }
}
