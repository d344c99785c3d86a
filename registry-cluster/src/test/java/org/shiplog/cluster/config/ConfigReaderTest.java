package org.shiplog.cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shiplog.storage.postgres.DatabaseAddress;

class ConfigReaderTest {
    @TempDir
    Path directory;

    @Test
    void takesTheDefaultsWhenNothingIsSet() {
        NodeConfig config = ConfigReader.read(Optional.empty(), Map.of("HOME", "/root"));
        assertThat(config)
                .isEqualTo(new NodeConfig(
                        new NodeConfig.Http("127.0.0.1", 5000),
                        new NodeConfig.Http("127.0.0.1", 5001),
                        Path.of("data").toAbsolutePath(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new ClusterConfig("127.0.0.1", 0, List.of(), Optional.empty()),
                        new BlobsConfig.Files(Path.of("data").toAbsolutePath()),
                        new NodeConfig.Drain(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                        new LedgerConfig(Optional.empty(), Duration.ofMinutes(1)),
                        NodeConfig.LogFormat.TEXT,
                        Optional.empty()));
    }

    @Test
    void readsEverySettingFromAFile() throws IOException {
        Path pem = Files.createFile(directory.resolve("a.pem"));
        Path file = file("""
            http { host = "::1", port = 8080 }
            management { host = 0.0.0.0, port = 9090 }
            cluster { host = "10.0.0.1", port = 25520, seed-nodes = "10.0.0.1:25520, ::2:25521" }
            cluster { tls-cert = "PEM", tls-key = "PEM", tls-ca = "PEM" }
            drain { delay = 200ms, limit = 2m }
            blobs.store = s3
            s3 { endpoint = "https://s3.example.org:9000/base", region = eu-west-1, bucket = images }
            s3 { prefix = team/registry, access-key = AKIA, secret-key = geheim, path-style = false }
            s3 { encryption = "aws:kms", kms-key = key-1, ca = "PEM", redirect = true }
            ledger { origin = registry.example.org/ledger, interval = 10s }
            log.format = json
            tracing.endpoint = "http://collector:4318"
            data-dir = /srv/shiplog
            admin-password = "a long password"
            external-url = "https://registry.example.org/"
            database-url = "jdbc:postgresql://db:5432/shiplog?user=u&password=p"
            """.replace("PEM", pem.toString()));
        NodeConfig config = ConfigReader.read(Optional.of(file), Map.of());
        assertThat(config)
                .isEqualTo(new NodeConfig(
                        new NodeConfig.Http("::1", 8080),
                        new NodeConfig.Http("0.0.0.0", 9090),
                        Path.of("/srv/shiplog"),
                        Optional.of(new Secret("a long password")),
                        Optional.of(URI.create("https://registry.example.org")),
                        Optional.of(new DatabaseAddress("jdbc:postgresql://db:5432/shiplog?user=u&password=p")),
                        Optional.empty(),
                        new ClusterConfig(
                                "10.0.0.1",
                                25520,
                                List.of(new SeedNode("10.0.0.1", 25520), new SeedNode("::2", 25521)),
                                Optional.of(new ClusterConfig.Tls(pem, pem, pem))),
                        new BlobsConfig.S3(
                                Optional.of(URI.create("https://s3.example.org:9000/base")),
                                "eu-west-1",
                                "images",
                                "team/registry",
                                Optional.of(new BlobsConfig.Credentials("AKIA", new Secret("geheim"))),
                                false,
                                new BlobsConfig.Encryption.Kms(Optional.of("key-1")),
                                Optional.of(pem),
                                true),
                        new NodeConfig.Drain(Duration.ofMillis(200), Duration.ofMinutes(2)),
                        new LedgerConfig(Optional.of("registry.example.org/ledger"), Duration.ofSeconds(10)),
                        NodeConfig.LogFormat.JSON,
                        Optional.of(URI.create("http://collector:4318"))));
        assertThat(config.clientUrl(8080)).isEqualTo(URI.create("https://registry.example.org"));
    }

    @Test
    void readsTheSameFromTheEnvironmentWhichWinsOverTheFile() throws IOException {
        Path file = file("http.port = 8080\ndata-dir = /srv/shiplog");
        NodeConfig config = ConfigReader.read(
                Optional.of(file),
                Map.of("SHIPLOG_HTTP_PORT", "9090", "SHIPLOG_HTTP_HOST", "::1", "SHIPLOG_JAVA_OPTS", "-Xmx1g"));
        assertThat(config.http()).isEqualTo(new NodeConfig.Http("::1", 9090));
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/srv/shiplog"));
        assertThat(config.clientUrl(9090)).isEqualTo(URI.create("http://[::1]:9090"));
    }

    @Test
    void listsEveryProblemAtOnceWithItsPlace() throws IOException {
        Path file = file("""
            http {
              port = 70000
              prt = 1
            }
            data_dir = /srv
            external-url = "registry.example.org"
            tls.cert = /nowhere.pem
            """);
        var refused = catchThrowableOfType(
                InvalidConfigException.class,
                () -> ConfigReader.read(
                        Optional.of(file),
                        Map.of(
                                "SHIPLOG_HTP_HOST", "x",
                                "SHIPLOG_ADMIN_PASSWORD", "geheim",
                                "SHIPLOG_DATABASE_URL", "jdbc:mysql://u:geheim@db/x",
                                "SHIPLOG_HTTP_HOST", "http://here")));
        assertThat(refused.problems().stream().map(Problem::toString))
                .containsExactlyInAnyOrder(
                        file + ":3: http.prt is not a setting (did you mean http.port?)",
                        file + ":5: data_dir is not a setting (did you mean data-dir?)",
                        "SHIPLOG_HTP_HOST: is not a setting (did you mean SHIPLOG_HTTP_HOST?)",
                        "SHIPLOG_HTTP_HOST: http.host must be a host name or an IP address, without scheme and port:"
                                + " http://here",
                        file + ":2: http.port must be a number from 0 to 65535: 70000",
                        "SHIPLOG_ADMIN_PASSWORD: admin-password must have 8 to 128 characters",
                        file
                                + ":6: external-url must look like https://registry.example.org, without path, query"
                                + " and user",
                        "SHIPLOG_DATABASE_URL: database-url must look like"
                                + " jdbc:postgresql://HOST:5432/DATABASE?user=USER&password=PASSWORD",
                        file + ":7: tls.cert and tls.key must both be set, or neither");
        assertThat(refused).hasMessageStartingWith("9 settings are wrong:\n").hasMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http { port = [1] }    | :1: http.port must be a text or a number
        http = 5               | :1: http is not a setting
        shiplog.http.port = 5  | :1: shiplog is not a setting
        http { port = 5        | :1:
        http.port = ${nowhere} | :1:
        data-dir = ""          | :1: is empty; leave it out to get the default
        data-dir = /etc/passwd | :1: data-dir must be a directory, but this is a file: /etc/passwd
        data-dir = /etc/passwd/data | :1: data-dir must be a directory, but this is a file: /etc/passwd
        http.port = -1         | :1: http.port must be a number from 0 to 65535: -1
        http.port = 5000.5     | :1: http.port must be a number from 0 to 65535: 5000.5
        external-url = "https://h/path" | :1: external-url must look like
        external-url = "ftp://h"        | :1: external-url must look like
        external-url = "https://u@h"    | :1: external-url must look like
        drain.delay = 5        | :1: drain.delay must be a time such as 500ms, 30s or 2m: 5
        blobs.store = disk     | :1: blobs.store must be one of files, s3: disk
        s3.bucket = images     | :1: s3.bucket needs blobs.store = s3
        blobs.store = s3, s3.path-style = yes | :1: s3.path-style must be one of false, true: yes
        blobs.store = s3, s3.prefix = "a/"    | :1: s3.prefix must look like registry/production
        cluster.seed-nodes = "node1"   | :1: cluster.seed-nodes must look like node1:25520,node2:25520: node1
        cluster.seed-nodes = "node1:0" | :1: cluster.seed-nodes must look like
        cluster.tls-ca = /nowhere.pem  | :1: cluster.tls-ca must be a readable file: /nowhere.pem
        tracing.endpoint = "collector" | :1: tracing.endpoint must look like https://host:port
        """)
    void refusesBadFiles(String content, String complaint) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(file + complaint);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("missing.conf");
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(file + ": there is no readable file here");
    }

    @Test
    void demandsWhatASettingNeedsBesideIt() {
        assertThat(problems(Map.of("SHIPLOG_CLUSTER_HOST", "10.0.0.1")))
                .containsExactly(
                        "SHIPLOG_CLUSTER_TLS_CERT: cluster.tls-cert must be set because nodes on more than one host"
                                + " talk over mutual TLS",
                        "SHIPLOG_CLUSTER_TLS_KEY: cluster.tls-key must be set because nodes on more than one host talk"
                                + " over mutual TLS",
                        "SHIPLOG_CLUSTER_TLS_CA: cluster.tls-ca must be set because nodes on more than one host talk"
                                + " over mutual TLS");
        assertThat(problems(Map.of("SHIPLOG_BLOBS_STORE", "s3", "SHIPLOG_S3_SECRET_KEY", "geheim")))
                .containsExactly(
                        "SHIPLOG_S3_BUCKET: s3.bucket must be set when blobs.store is s3",
                        "SHIPLOG_S3_ACCESS_KEY: s3.access-key must be set together with s3.secret-key");
    }

    private static List<String> problems(Map<String, String> environment) {
        var refused = catchThrowableOfType(
                InvalidConfigException.class, () -> ConfigReader.read(Optional.empty(), environment));
        return refused.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void neverPrintsASecret() {
        NodeConfig config = ConfigReader.read(
                Optional.empty(),
                Map.of(
                        "SHIPLOG_ADMIN_PASSWORD", "geheim-geheim",
                        "SHIPLOG_DATABASE_URL", "jdbc:postgresql://db/x?password=geheim"));
        assertThat(config.toString()).contains("***").doesNotContain("geheim");
    }

    @Test
    void explainsExactlyTheSettingsThatExist() {
        var reference = Sources.reference();
        var explained = new TreeMap<String, String>();
        explain("", reference.root(), explained);
        List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
        assertThat(explained.keySet()).containsExactlyInAnyOrderElementsOf(keys);
        for (Setting setting : Setting.values()) {
            assertThat(explained.get(setting.key())).contains("Environment: " + setting.variable());
        }
    }

    private static void explain(String prefix, ConfigObject object, Map<String, String> explained) {
        object.forEach((key, value) -> {
            if (value instanceof ConfigObject nested) {
                explain(prefix + key + ".", nested, explained);
            } else {
                explained.put(prefix + key, String.join("\n", value.origin().comments()));
            }
        });
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("shiplog.conf"), content);
    }
}
