package org.shiplog.e2e.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.shiplog.e2e.command.Command;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.PackagedNode;
import org.shiplog.e2e.node.Project;

/**
 * What {@code deploy/image/build.sh} leaves: an OCI layout, and the same as an archive to load. The application is the one that
 * this build has packaged.
 */
record BuiltImage(Path folder, String version) {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    static BuiltImage build() {
        var environment = new HashMap<>(System.getenv());
        PackagedNode.prepare(environment);
        // It is loaded once: writing it quickly matters, its size does not.
        environment.put("LAYER_COMPRESSION", "1");
        var version = run(PackagedNode.command("version"), environment).out().split("\\s+")[1];
        var folder = Project.newFolder("image");
        var script = Project.root().resolve("deploy/image/build.sh");
        run(List.of(script.toString(), folder.toString()), environment);
        return new BuiltImage(folder, version);
    }

    private static Outcome run(List<String> words, HashMap<String, String> environment) {
        return new Command(words, Project.root(), environment, "").run(LIMIT).succeeds();
    }

    String name() {
        return "shiplog:" + version;
    }

    Path archive() {
        return folder.resolve("shiplog-" + version + ".tar");
    }

    /** What the image says about how it wants to be run. */
    JsonNode config() {
        var manifest = blob(json(layout().resolve("index.json")).at("/manifests/0/digest"));
        return blob(manifest.at("/config/digest")).get("config");
    }

    private JsonNode blob(JsonNode digest) {
        return json(layout().resolve("blobs").resolve(digest.asText().replace(':', '/')));
    }

    private Path layout() {
        return folder.resolve("layout");
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
