package org.shiplog.e2e.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.e2e.command.Outcome;
import org.shiplog.e2e.node.Project;

/** {@code deploy/helm/shiplog} with values laid over its own, rendered once when it is first asked for. */
final class HelmChart {

    static final String RELEASE = "registry";
    static final String NAMESPACE = "tools";
    private static final Path CHART = Project.root().resolve("deploy/helm/shiplog");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final String values;
    private List<JsonNode> objects = List.of();

    private HelmChart(String values) {
        this.values = values;
    }

    /** The chart with the least that it asks for: where the database and the bucket are. */
    static HelmChart minimal() {
        return new HelmChart("""
            database: {external: {host: db.example.org, existingSecret: database}}
            persistence: {imageChartStorage: {s3: {bucket: blobs}}}
            """);
    }

    /** The same with more values, in YAML, which win. */
    HelmChart with(String more) {
        try {
            // Trees are merged in depth.
            JsonNode merged = YAML.readerForUpdating(YAML.readTree(values)).readTree(more);
            return new HelmChart(YAML.writeValueAsString(merged));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The chart with exactly these values. */
    static HelmChart of(String values) {
        return new HelmChart(values);
    }

    Outcome lint() {
        return helm("lint", "--strict", "--values", file().toString(), CHART.toString());
    }

    Outcome render() {
        return helm(
                "template",
                RELEASE,
                CHART.toString(),
                "--namespace",
                NAMESPACE,
                "--kube-version",
                "1.32.0",
                "--values",
                file().toString());
    }

    /** What a cluster would be given. */
    List<JsonNode> objects() {
        if (objects.isEmpty()) {
            objects = parsed();
        }
        return objects;
    }

    private List<JsonNode> parsed() {
        var rendered = render().succeeds().out();
        var found = new ArrayList<JsonNode>();
        try (var parser = new YAMLFactory().createParser(rendered)) {
            YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser).forEachRemaining(found::add);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return List.copyOf(found);
    }

    /** The one object of a kind. */
    JsonNode object(String kind) {
        var found = objects().stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("not one " + kind + " but " + found.size());
        }
        return found.getFirst();
    }

    private Path file() {
        try {
            return Files.writeString(Project.newFolder("values").resolve("values.yaml"), values);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Outcome helm(String... arguments) {
        return HelmProgram.get().run(arguments);
    }
}
