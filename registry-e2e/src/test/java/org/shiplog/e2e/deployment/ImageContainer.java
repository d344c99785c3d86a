package org.shiplog.e2e.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.shiplog.e2e.command.ClientHome;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.DockerEngine;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.command.ProvisionedClients;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RunningNode;

/** A container of the image in a docker engine of its own, as closed as {@code docs/operations/install.md} has it. */
final class ImageContainer implements AutoCloseable {

    private static final String NAME = "shiplog";
    /** Loading an image of some 300 MB waits for the disk. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Registry registry;
    private final DockerEngine engine;
    private final ClientHome home;

    private ImageContainer(Registry registry, DockerEngine engine, ClientHome home) {
        this.registry = registry;
        this.engine = engine;
        this.home = home;
    }

    static ImageContainer start(BuiltImage image) {
        var registry = new Registry("127.0.0.1:" + RunningNode.freePort(), "admin", "Correct-Horse-7-Battery");
        var home = ClientHome.create(registry);
        var engine = DockerEngine.start(home);
        var container = new ImageContainer(registry, engine, engine.reachedFrom(home));
        try {
            container.docker("load", "--input", image.archive().toString());
            container.run(image);
            container.awaitHealthy();
            return container;
        } catch (AssertionError | RuntimeException failure) {
            container.close();
            throw failure;
        }
    }

    private void run(BuiltImage image) {
        var port = registry.host().substring(registry.host().indexOf(':') + 1);
        docker(
                "run",
                "--detach",
                "--name",
                NAME,
                "--read-only",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                // The engine has no bridge, so ports that are free here are chosen here.
                "--network",
                "host",
                "--health-interval",
                "1s",
                "--volume",
                "shiplog:/var/lib/shiplog",
                "--env",
                "SHIPLOG_HTTP_HOST=127.0.0.1",
                "--env",
                "SHIPLOG_HTTP_PORT=" + port,
                "--env",
                "SHIPLOG_MANAGEMENT_PORT=" + RunningNode.freePort(),
                "--env",
                "SHIPLOG_ADMIN_PASSWORD=" + registry.password(),
                image.name());
    }

    Registry registry() {
        return registry;
    }

    /** Runs docker's command line, which must succeed. */
    Outcome docker(String... arguments) {
        var words = new ArrayList<String>();
        words.add(ProvisionedClients.get().program("docker").toString());
        words.addAll(List.of(arguments));
        return new Command(words, home.folder(), home.environment(), "")
                .run(LIMIT)
                .succeeds();
    }

    ClientHome home() {
        return home;
    }

    /** Runs a program inside the container. */
    Outcome inside(String... words) {
        var arguments = new String[words.length + 2];
        arguments[0] = "exec";
        arguments[1] = NAME;
        System.arraycopy(words, 0, arguments, 2, words.length);
        return home.run("docker", arguments);
    }

    /** What the engine knows about the container, by a template of its own. */
    String inspect(String template) {
        return docker("inspect", "--format", template, NAME).answer();
    }

    /** Sends SIGTERM and waits; kills after a minute. */
    void stop() {
        docker("stop", "--time", "60", NAME);
    }

    void startAgain() {
        docker("start", NAME);
        awaitHealthy();
    }

    private void awaitHealthy() {
        Awaitility.await("the image's own health check")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    if (!inspect("{{.State.Running}}").equals("true")) {
                        throw new AssertionError("the container ended: " + docker("logs", NAME));
                    }
                    return inspect("{{.State.Health.Status}}").equals("healthy");
                });
    }

    @Override
    public void close() {
        home.run("docker", "rm", "--force", NAME);
        engine.close();
    }
}
