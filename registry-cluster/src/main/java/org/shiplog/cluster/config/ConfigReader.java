package org.shiplog.cluster.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a node's settings from a file and the environment, which wins, and checks all of them before it complains. */
public final class ConfigReader {
    private final List<Problem> problems = new ArrayList<>();
    private final SettingValues values;

    private ConfigReader(Optional<Path> file, Map<String, String> environment) {
        this.values = new SettingValues(file, environment, problems);
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
        var http = listener(Setting.HTTP_HOST, Setting.HTTP_PORT);
        var management = listener(Setting.MANAGEMENT_HOST, Setting.MANAGEMENT_PORT);
        var data = values.value(Setting.DATA_DIR, Checks::directory);
        var password = values.value(Setting.ADMIN_PASSWORD, Checks::password);
        var externalUrl = values.value(Setting.EXTERNAL_URL, Checks::externalUrl);
        var database = values.value(Setting.DATABASE_URL, Checks::database);
        var tls = tls();
        var cluster = ClusterConfig.read(values);
        var blobs = BlobsConfig.read(values, data);
        var drain = drain();
        var ledger = LedgerConfig.read(values);
        var logFormat = values.value(
                Setting.LOG_FORMAT,
                text -> Checks.oneOf(
                        Map.of("text", NodeConfig.LogFormat.TEXT, "json", NodeConfig.LogFormat.JSON), text));
        var tracing = values.value(Setting.TRACING_ENDPOINT, Checks::endpoint);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return new NodeConfig(
                http.orElseThrow(),
                management.orElseThrow(),
                data.orElseThrow(),
                password,
                externalUrl,
                database,
                tls,
                cluster.orElseThrow(),
                blobs.orElseThrow(),
                drain.orElseThrow(),
                ledger.orElseThrow(),
                logFormat.orElseThrow(),
                tracing);
    }

    private Optional<NodeConfig.Http> listener(Setting host, Setting port) {
        Optional<String> name = values.value(host, Checks::host);
        Optional<Integer> number = values.value(port, Checks::port);
        return name.flatMap(known -> number.map(there -> new NodeConfig.Http(known, there)));
    }

    private Optional<NodeConfig.Drain> drain() {
        var delay = values.value(Setting.DRAIN_DELAY, Checks::duration);
        var limit = values.value(Setting.DRAIN_LIMIT, Checks::duration);
        return delay.flatMap(wait -> limit.map(most -> new NodeConfig.Drain(wait, most)));
    }

    private Optional<TlsIdentity> tls() {
        var certificate = values.find(Setting.TLS_CERT);
        var key = values.find(Setting.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            var alone = certificate.or(() -> key).orElseThrow();
            return values.refuse(alone, "tls.cert and tls.key must both be set, or neither");
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        var chain = values.pem(certificate.get(), TlsFiles::certificates);
        var secret = values.pem(key.get(), TlsFiles::privateKey);
        if (chain.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        if (!TlsFiles.belongTogether(chain.get().getFirst(), secret.get())) {
            return values.refuse(
                    key.get(),
                    "the key in " + key.get().text() + " is not the key of the certificate in "
                            + certificate.get().text());
        }
        return Optional.of(new TlsIdentity(chain.get(), secret.get()));
    }
}
