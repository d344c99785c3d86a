package org.shiplog.http.audit;

import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import org.shiplog.projections.audit.AuditRow;

/**
 * Acts as syslog messages (RFC 5424): facility 13, "log audit", severity informational, the kind of act as message id, and the whole
 * act as a JSON object in the message. Nothing in it is outside of ASCII, so that it needs no byte order mark.
 */
final class SyslogMessage {
    private static final int LOG_AUDIT = 13;
    private static final int INFORMATIONAL = 6;
    private static final int PRIORITY = LOG_AUDIT * 8 + INFORMATIONAL;
    private static final int MAX_ID = 32;
    private static final char LAST_ASCII = '~';

    private SyslogMessage() {}

    /** With its length before it (RFC 5425, RFC 6587). */
    static byte[] framed(AuditRow act, String host) {
        byte[] message = text(act, host).getBytes(StandardCharsets.US_ASCII);
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + message.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        return frame;
    }

    static String text(AuditRow act, String host) {
        String kind = act.operation() + "_" + act.resourceType();
        return "<" + PRIORITY + ">1 " + act.at().truncatedTo(ChronoUnit.MICROS) + " " + host + " shiplog - "
                + kind.substring(0, Math.min(kind.length(), MAX_ID)) + " [origin software=\"Shiplog\"] "
                + ascii(AuditFormat.record(act).toString());
    }

    /** What JSON lets one write otherwise. */
    private static String ascii(String json) {
        StringBuilder text = new StringBuilder(json.length());
        for (int index = 0; index < json.length(); index++) {
            char character = json.charAt(index);
            if (character > LAST_ASCII) {
                text.append(String.format("\\u%04x", (int) character));
            } else {
                text.append(character);
            }
        }
        return text.toString();
    }
}
