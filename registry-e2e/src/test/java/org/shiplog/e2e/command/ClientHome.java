package org.shiplog.e2e.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shiplog.e2e.node.Project;
import org.shiplog.e2e.node.Registry;

/**
 * One user of registry clients: a home folder with its own configuration and credentials. Nothing of the real home, of
 * the machine's container configuration or of its proxies reaches the clients.
 */
public record ClientHome(Path folder, Map<String, String> environment) {

    private static final String NOWHERE = "http://127.0.0.1:9";

    public ClientHome {
        environment = Map.copyOf(environment);
    }

    /** A new, empty home for clients of {@code registry}. */
    public static ClientHome create(Registry registry) {
        try {
            var homes = Files.createDirectories(Project.workFolder().resolve("homes"));
            var home = Files.createTempDirectory(homes, "h");
            var containers = Files.createDirectories(home.resolve(".config/containers"));
            Files.createDirectories(home.resolve("run"));
            Files.createDirectories(home.resolve(".docker"));
            Files.writeString(home.resolve(".docker/config.json"), "{}");
            Files.writeString(home.resolve("auth.json"), "{}");
            Files.writeString(containers.resolve("policy.json"), """
                {"default":[{"type":"insecureAcceptAnything"}]}
                """);
            Files.writeString(containers.resolve("registries.conf"), """
                unqualified-search-registries = []
                [[registry]]
                location = "%s"
                insecure = true
                """.formatted(registry.host()));
            Files.writeString(containers.resolve("storage.conf"), """
                [storage]
                driver = "overlay"
                graphroot = "%1$s/storage"
                runroot = "%1$s/run/storage"
                """.formatted(home));
            Files.writeString(containers.resolve("containers.conf"), engineConfiguration(home));
            return new ClientHome(home, variables(home, containers));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make a home for clients", failure);
        }
    }

    private static String engineConfiguration(Path home) {
        var bin = ProvisionedClients.get().folder().resolve("bin");
        return """
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            runtime = "runc"
            conmon_path = ["%1$s/conmon"]
            helper_binaries_dir = ["%1$s"]
            [engine.runtimes]
            runc = ["%1$s/runc"]
            [network]
            cni_plugin_dirs = ["%1$s"]
            network_config_dir = "%2$s/cni"
            """.formatted(bin, home);
    }

    private static Map<String, String> variables(Path home, Path containers) {
        var clients = ProvisionedClients.get();
        var variables = new HashMap<String, String>();
        variables.put("PATH", clients.folder().resolve("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin");
        variables.put("LD_LIBRARY_PATH", clients.libraries().toString());
        variables.put("LANG", "C.UTF-8");
        variables.put("HOME", home.toString());
        variables.put("TMPDIR", "/tmp");
        variables.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        variables.put("XDG_CONFIG_HOME", home.resolve(".config").toString());
        variables.put("DOCKER_CONFIG", home.resolve(".docker").toString());
        variables.put("REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
        variables.put("CONTAINERS_CONF", containers.resolve("containers.conf").toString());
        variables.put(
                "CONTAINERS_REGISTRIES_CONF",
                containers.resolve("registries.conf").toString());
        variables.put(
                "CONTAINERS_STORAGE_CONF", containers.resolve("storage.conf").toString());
        variables.put("COSIGN_PASSWORD", "");
        // Loopback is never proxied, so whatever asks for the outside world fails at once instead of working by
        // accident.
        variables.put("HTTP_PROXY", NOWHERE);
        variables.put("HTTPS_PROXY", NOWHERE);
        return variables;
    }

    /** The same home with one more environment variable. */
    public ClientHome with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new ClientHome(folder, more);
    }

    public Outcome run(String client, String... arguments) {
        return runWithInput("", client, arguments);
    }

    public Outcome runWithInput(String input, String client, String... arguments) {
        var words = new ArrayList<String>();
        words.add(ProvisionedClients.get().program(client).toString());
        words.addAll(List.of(arguments));
        return new Command(words, folder, environment, input).run();
    }

    /** Writes a file into the home and returns its path. */
    public Path file(String name, String text) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As the administrator; clients that read docker's credentials are logged in by it, too. */
    public void logsInToCrane(Registry registry) {
        runWithInput(registry.password(), "crane", "auth", "login", "-u", "admin", "--password-stdin", registry.host())
                .succeeds();
    }
}
