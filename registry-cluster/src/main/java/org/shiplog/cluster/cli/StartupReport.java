package org.shiplog.cluster.cli;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.config.Secret;

/** What an operator sees while a node starts: a line for each part that is up, and one block when all is. */
public final class StartupReport {
    private static final int LABEL_WIDTH = 12;

    private final PrintStream out;
    private final Clock clock;
    private final NodeConfig config;
    private final Instant began;
    private Instant last;

    public StartupReport(PrintStream out, Clock clock, NodeConfig config) {
        this.out = out;
        this.clock = clock;
        this.config = config;
        this.began = clock.instant();
        this.last = began;
    }

    void begin(Release release) {
        out.println("Shiplog " + release.version() + " is starting.");
        out.flush();
    }

    /** Tells that a part of the node is up, for example {@code step("database", "PostgreSQL 18.6, embedded")}. */
    public void step(String part, String detail) {
        Instant now = clock.instant();
        line(part, detail + " (" + seconds(Duration.between(last, now)) + ")");
        last = now;
        out.flush();
    }

    /** Prints the block that ends the start. */
    void ready(RunningNode node) {
        URI url = node.url();
        Optional<Secret> firstPassword = node.firstPassword();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        Path kept = AdminPassword.file(config.dataDirectory());
        out.println();
        out.println("Shiplog is ready after " + seconds(Duration.between(began, clock.instant())) + ".");
        out.println();
        line("URL", url.toString());
        line("Log in", "docker login " + url.getHost() + port + " -u admin");
        if (firstPassword.isPresent()) {
            line("Password", firstPassword.get().reveal());
            line("", "Generated now and shown only this once; kept in " + kept);
        } else if (config.adminPassword().isEmpty()
                && AdminPassword.kept(config.dataDirectory()).isPresent()) {
            line("Password", "as generated on the first start, kept in " + kept);
        }
        line("Data", config.dataDirectory().toString());
        config.database().ifPresent(database -> line("Database", database.withoutSecrets()));
        line("Health", node.managementUrl() + "/health/ready");
        line("Stop", "Ctrl-C");
        out.println();
        out.flush();
    }

    private void line(String label, String text) {
        out.println("  " + label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + text);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
