package org.shiplog.http.audit;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shiplog.http.outbound.ServerUrl;

/** Who receives the audit log. */
public sealed interface ForwardTarget {
    /** What is accepted, for people. */
    String FORMS = "of the form host:port, syslog+tls://host[:6514], syslog+tcp://host:port or https://host/path";

    /** A syslog server, reached over TCP. */
    record Syslog(String host, int port, boolean tls) implements ForwardTarget {}

    /** What acts are posted to. */
    record Http(URI url) implements ForwardTarget {}

    /** Reads untrusted text. */
    static Optional<ForwardTarget> parse(String text) {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return ServerUrl.parse(text).map(Http::new);
        }
        Matcher syslog = Form.SYSLOG.matcher(text);
        if (!syslog.matches()) {
            return Optional.empty();
        }
        boolean tls = "syslog+tls://".equals(syslog.group("scheme"));
        String port = syslog.group("port");
        if (port == null) {
            return tls ? Optional.of(new Syslog(host(syslog), Form.TLS_PORT, true)) : Optional.empty();
        }
        int number = Integer.parseInt(port);
        return number >= 1 && number <= Form.LAST_PORT
                ? Optional.of(new Syslog(host(syslog), number, tls))
                : Optional.empty();
    }

    private static String host(Matcher syslog) {
        String host = syslog.group("host");
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** How a syslog server is written. */
    final class Form {
        private static final Pattern SYSLOG = Pattern.compile("(?<scheme>syslog\\+tls://|syslog\\+tcp://|)"
                + "(?<host>[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::(?<port>[0-9]{1,5}))?");
        private static final int LAST_PORT = 65_535;

        /** RFC 5425. */
        private static final int TLS_PORT = 6514;

        private Form() {}
    }
}
