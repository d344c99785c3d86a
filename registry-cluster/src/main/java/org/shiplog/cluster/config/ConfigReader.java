package org.shiplog.cluster.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.shiplog.storage.postgres.DatabaseAddress;

/** Reads a node's settings from a file and the environment, which wins, and checks all of them before it complains. */
public final class ConfigReader {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 128;
    private static final int LAST_PORT = 65_535;

    private final List<Problem> problems = new ArrayList<>();
    private final Sources sources;

    private ConfigReader(Optional<Path> file, Map<String, String> environment) {
        this.sources = Sources.read(file, environment, problems);
    }

    /**
     * Reads the settings.
     *
     * @param file a HOCON file with the keys that {@code reference.conf} explains
     * @throws InvalidConfigException with every unknown name and every bad value
     */
    public static NodeConfig read(Optional<Path> file, Map<String, String> environment) {
        return new ConfigReader(file, environment).read();
    }

    private NodeConfig read() {
        Optional<String> host = value(Setting.HTTP_HOST, this::host);
        Optional<Integer> port = value(Setting.HTTP_PORT, this::port);
        Optional<Path> data = value(Setting.DATA_DIR, this::dataDirectory);
        Optional<Secret> password = value(Setting.ADMIN_PASSWORD, this::password);
        Optional<URI> externalUrl = value(Setting.EXTERNAL_URL, this::externalUrl);
        Optional<DatabaseAddress> database = value(Setting.DATABASE_URL, this::database);
        Optional<TlsIdentity> tls = tls();
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        var http = new NodeConfig.Http(host.orElseThrow(), port.orElseThrow());
        return new NodeConfig(http, data.orElseThrow(), password, externalUrl, database, tls);
    }

    /** What a check found: a value, or the reason why there is none. */
    private sealed interface Checked<T> {
        record Good<T>(T value) implements Checked<T> {}

        record Bad<T>(String expected) implements Checked<T> {}
    }

    @FunctionalInterface
    private interface Check<T> {
        Checked<T> check(String text);
    }

    private <T> Optional<T> value(Setting setting, Check<T> check) {
        return sources.find(setting).flatMap(entry -> {
            if (entry.text().isBlank()) {
                return refuse(entry, "is empty; leave it out to get the default");
            }
            return switch (check.check(entry.text())) {
                case Checked.Good<T>(var value) -> Optional.of(value);
                case Checked.Bad<T>(var expected) -> refuse(entry, setting.key() + " " + expected);
            };
        });
    }

    private <T> Optional<T> refuse(Sources.Entry entry, String what) {
        problems.add(new Problem(entry.where(), what));
        return Optional.empty();
    }

    private Checked<String> host(String text) {
        return HOST.matcher(text).matches()
                ? new Checked.Good<>(text)
                : new Checked.Bad<>("must be a host name or an IP address, without scheme and port: " + text);
    }

    private Checked<Integer> port(String text) {
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

    private Checked<Path> dataDirectory(String text) {
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

    private Checked<Secret> password(String text) {
        if (text.length() < SHORTEST_PASSWORD || text.length() > LONGEST_PASSWORD) {
            return new Checked.Bad<>("must have " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        return text.chars().anyMatch(Character::isISOControl)
                ? new Checked.Bad<>("must not hold control characters, such as a line end")
                : new Checked.Good<>(new Secret(text));
    }

    private Checked<URI> externalUrl(String text) {
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

    private Checked<DatabaseAddress> database(String text) {
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

    private Optional<TlsIdentity> tls() {
        var certificate = sources.find(Setting.TLS_CERT);
        var key = sources.find(Setting.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            var alone = certificate.or(() -> key).orElseThrow();
            return refuse(alone, "tls.cert and tls.key must both be set, or neither");
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        var chain = pem(certificate.get(), TlsFiles::certificates);
        var secret = pem(key.get(), TlsFiles::privateKey);
        if (chain.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        if (!TlsFiles.belongTogether(chain.get().getFirst(), secret.get())) {
            return refuse(
                    key.get(),
                    "the key in " + key.get().text() + " is not the key of the certificate in "
                            + certificate.get().text());
        }
        return Optional.of(new TlsIdentity(chain.get(), secret.get()));
    }

    private <T> Optional<T> pem(Sources.Entry entry, PemReader<T> reader) {
        try {
            return Optional.of(reader.read(Path.of(entry.text())));
        } catch (TlsFiles.UnusableFileException | InvalidPathException e) {
            return refuse(entry, String.valueOf(e.getMessage()));
        }
    }

    @FunctionalInterface
    private interface PemReader<T> {
        T read(Path file) throws TlsFiles.UnusableFileException;
    }
}
