package org.shiplog.cluster.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.storage.postgres.DatabaseAddress;

/** How the text of a setting becomes its value. */
final class Checks {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)");
    private static final Pattern S3_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final Pattern S3_PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,254}");
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 128;
    private static final int LAST_PORT = 65_535;

    private Checks() {}

    static Checked<String> host(String text) {
        return HOST.matcher(text).matches()
                ? new Checked.Good<>(text)
                : new Checked.Bad<>("must be a host name or an IP address, without scheme and port: " + text);
    }

    static Checked<Integer> port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= LAST_PORT) {
                return new Checked.Good<>(port);
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of range.
        }
        return new Checked.Bad<>("must be a number from 0 to " + LAST_PORT + ": " + text);
    }

    static Checked<Path> directory(String text) {
        try {
            Path path = Path.of(text).toAbsolutePath().normalize();
            Path present = path;
            while (!Files.exists(present) && present.getParent() != null) {
                present = present.getParent();
            }
            if (!Files.isDirectory(present)) {
                return new Checked.Bad<>("must be a directory, but this is a file: " + present);
            }
            if (!Files.isWritable(present)) {
                return new Checked.Bad<>("must be writable for this user: " + present);
            }
            return new Checked.Good<>(path);
        } catch (InvalidPathException e) {
            return new Checked.Bad<>("is not a path: " + e.getReason());
        }
    }

    static Checked<Secret> password(String text) {
        if (text.length() < SHORTEST_PASSWORD || text.length() > LONGEST_PASSWORD) {
            return new Checked.Bad<>("must have " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        return text.chars().anyMatch(Character::isISOControl)
                ? new Checked.Bad<>("must not hold control characters, such as a line end")
                : new Checked.Good<>(new Secret(text));
    }

    static Checked<URI> externalUrl(String text) {
        try {
            var uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            boolean root = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/");
            boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if (web && root && bare && uri.getHost() != null) {
                return new Checked.Good<>(new URI(uri.getScheme(), uri.getRawAuthority(), null, null, null));
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        return new Checked.Bad<>("must look like https://registry.example.org, without path, query and user");
    }

    static Checked<DatabaseAddress> database(String text) {
        // The value may hold a password, so it is not repeated.
        return text.startsWith("jdbc:postgresql:") && isAcceptedByTheDriver(text)
                ? new Checked.Good<>(new DatabaseAddress(text))
                : new Checked.Bad<>("must look like jdbc:postgresql://HOST:5432/DATABASE?user=USER&password=PASSWORD");
    }

    private static boolean isAcceptedByTheDriver(String url) {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException _) {
            return false;
        }
    }

    static Checked<Path> file(String text) {
        try {
            Path path = Path.of(text).toAbsolutePath().normalize();
            return Files.isRegularFile(path) && Files.isReadable(path)
                    ? new Checked.Good<>(path)
                    : new Checked.Bad<>("must be a readable file: " + path);
        } catch (InvalidPathException e) {
            return new Checked.Bad<>("is not a path: " + e.getReason());
        }
    }

    static Checked<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return new Checked.Bad<>("must be a time such as 500ms, 30s or 2m: " + text);
        }
        long number = Long.parseLong(matcher.group(1));
        return new Checked.Good<>(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    default -> Duration.ofMinutes(number);
                });
    }

    /** A web address that may have a path. */
    static Checked<URI> endpoint(String text) {
        try {
            var uri = new URI(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if (web && bare && uri.getHost() != null) {
                return new Checked.Good<>(uri);
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        return new Checked.Bad<>("must look like https://host:port, without query and user");
    }

    static Checked<List<SeedNode>> seedNodes(String text) {
        List<SeedNode> nodes = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            int colon = entry.lastIndexOf(':');
            if (colon < 1
                    || !(host(entry.substring(0, colon).strip()) instanceof Checked.Good<String>(var name))
                    || !(port(entry.substring(colon + 1).strip()) instanceof Checked.Good<Integer>(var port))
                    || port == 0) {
                return new Checked.Bad<>("must look like node1:25520,node2:25520: " + text);
            }
            nodes.add(new SeedNode(name, port));
        }
        return new Checked.Good<>(List.copyOf(nodes));
    }

    static Checked<String> s3Name(String text) {
        return S3_NAME.matcher(text).matches()
                ? new Checked.Good<>(text)
                : new Checked.Bad<>("must have letters, digits, dots, hyphens and underscores only");
    }

    /** A prefix of keys, without the slash at its end. */
    static Checked<String> s3Prefix(String text) {
        return S3_PREFIX.matcher(text).matches() && !text.endsWith("/")
                ? new Checked.Good<>(text)
                : new Checked.Bad<>("must look like registry/production, without a slash at either end: " + text);
    }

    static Checked<String> ledgerOrigin(String text) {
        return VerifierKey.isName(text)
                ? new Checked.Good<>(text)
                : new Checked.Bad<>("must look like registry.example.org/ledger: at most " + VerifierKey.MAX_NAME
                        + " ASCII characters, without spaces and plus signs");
    }

    static Checked<Duration> ledgerInterval(String text) {
        return switch (duration(text)) {
            case Checked.Good<Duration>(Duration interval)
            when interval.toSeconds() < 1 -> new Checked.Bad<>("must be at least 1s: " + text);
            case Checked<Duration> checked -> checked;
        };
    }

    static Checked<Secret> secret(String text) {
        return new Checked.Good<>(new Secret(text));
    }

    static Checked<String> text(String text) {
        return new Checked.Good<>(text);
    }

    static Checked<Boolean> flag(String text) {
        return oneOf(Map.of("true", true, "false", false), text);
    }

    static <T> Checked<T> oneOf(Map<String, T> values, String text) {
        T value = values.get(text);
        return value != null
                ? new Checked.Good<>(value)
                : new Checked.Bad<>(
                        "must be one of " + String.join(", ", new TreeMap<>(values).keySet()) + ": " + text);
    }
}
