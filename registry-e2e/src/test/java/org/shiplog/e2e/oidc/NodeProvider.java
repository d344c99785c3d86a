package org.shiplog.e2e.oidc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Project;

/**
 * The provider of {@code oidc-provider/provider.mjs}, with the client {@value #CLIENT}. Everybody who is among its people may log
 * in, with any password.
 */
final class NodeProvider implements AutoCloseable {
    static final String CLIENT = "shiplog";
    static final String SECRET = "s3cr3t:+ %";

    private final Path people;
    private final Process process;
    private final String issuer;
    private final URI callback;
    private final URI home;

    private NodeProvider(Path people, Process process, String issuer, URI callback, URI home) {
        this.people = people;
        this.process = process;
        this.issuer = issuer;
        this.callback = callback;
        this.home = home;
    }

    /**
     * Starts one that knows nobody yet.
     *
     * @param callback where browsers come back to after logging in
     * @param home where they come back to after logging out
     */
    static NodeProvider start(URI callback, URI home) {
        var folder = Project.newFolder("provider");
        for (var file : List.of("package.json", "package-lock.json", "provider.mjs")) {
            copy(file, folder);
        }
        var npm = ProvisionedClients.get().program("npm").toString();
        Command.of(folder, npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
                .run()
                .succeeds();
        var file = write(folder.resolve("people.json"), "{}");
        var log = folder.resolve("provider.log");
        try {
            var process = new ProcessBuilder(
                            ProvisionedClients.get().program("node").toString(),
                            "provider.mjs",
                            CLIENT,
                            SECRET,
                            callback.toString(),
                            home.toString(),
                            file.toString())
                    .directory(folder.toFile())
                    .redirectError(log.toFile())
                    .start();
            var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            var issuer = output.readLine();
            if (issuer == null) {
                throw new AssertionError("the provider ended while starting:\n" + Files.readString(log));
            }
            return new NodeProvider(file, process, issuer, callback, home);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start the provider", failure);
        }
    }

    String issuer() {
        return issuer;
    }

    URI callback() {
        return callback;
    }

    URI home() {
        return home;
    }

    /** Its people are others, or other than before, from now on. @param claims by login name, in JSON */
    void change(String claims) {
        write(people, claims);
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(String file, Path folder) {
        try (InputStream resource = NodeProvider.class.getResourceAsStream("/oidc-provider/" + file)) {
            if (resource == null) {
                throw new AssertionError("no resource " + file);
            }
            Files.copy(resource, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }
}
