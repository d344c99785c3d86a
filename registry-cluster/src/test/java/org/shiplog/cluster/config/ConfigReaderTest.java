package org.shiplog.cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        Path.of("data").toAbsolutePath(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void readsEverySettingFromAFile() throws IOException {
        Path file = file("""
            http { host = "::1", port = 8080 }
            data-dir = /srv/shiplog
            admin-password = "a long password"
            external-url = "https://registry.example.org/"
            database-url = "jdbc:postgresql://db:5432/shiplog?user=u&password=p"
            """);
        NodeConfig config = ConfigReader.read(Optional.of(file), Map.of());
        assertThat(config)
                .isEqualTo(new NodeConfig(
                        new NodeConfig.Http("::1", 8080),
                        Path.of("/srv/shiplog"),
                        Optional.of(new Secret("a long password")),
                        Optional.of(URI.create("https://registry.example.org")),
                        Optional.of(new DatabaseAddress("jdbc:postgresql://db:5432/shiplog?user=u&password=p")),
                        Optional.empty()));
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
