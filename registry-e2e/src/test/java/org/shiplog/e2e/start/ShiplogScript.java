package org.shiplog.e2e.start;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.PackagedNode;
import org.shiplog.e2e.node.Project;

/** {@code ./shiplog} at the root of the checkout, run to its end with settings from the environment. */
record ShiplogScript(Map<String, String> settings) {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    static ShiplogScript withSettings(String... namesAndValues) {
        var settings = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new ShiplogScript(settings);
    }

    Outcome run(String... arguments) {
        return new Command(PackagedNode.command(arguments), Project.root(), environment(), "").run(LIMIT);
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        PackagedNode.prepare(environment);
        environment.putAll(settings);
        return environment;
    }
}
