package org.shiplog.http.api.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.shiplog.http.api.artifact.LayerFiles.Form;
import org.shiplog.http.api.json.Json;

/** The files of an AI model by what its manifest says of its layers (ModelPack specification; Docker's packaging of models). */
final class ModelFiles {
    static final int MAX_DEPTH = 32;

    private static final int MAX_PATH = 1_024;
    private static final String PATH = "org.cncf.model.filepath";
    private static final String DOCUMENT = "application/vnd.cncf.model.doc.v1.";
    private static final String DOCKER_LICENSE = "application/vnd.docker.ai.license";
    private static final Set<String> READMES = Set.of("README", "README.md");
    private static final Set<String> LICENSES = Set.of("LICENSE", "LICENSE.md", "LICENSE.txt");

    private ModelFiles() {}

    /** A layer and how it holds its one file. */
    record Document(JsonNode layer, Form form) {}

    static Optional<Document> readme(JsonNode manifest) {
        return document(manifest, READMES);
    }

    static Optional<Document> license(JsonNode manifest) {
        for (JsonNode layer : manifest.path("layers")) {
            if (layer.path("mediaType").asText().equals(DOCKER_LICENSE)) {
                return Optional.of(new Document(layer, Form.RAW));
            }
        }
        return document(manifest, LICENSES);
    }

    private static Optional<Document> document(JsonNode manifest, Set<String> names) {
        for (JsonNode layer : manifest.path("layers")) {
            String type = layer.path("mediaType").asText();
            if (type.startsWith(DOCUMENT) && names.contains(path(layer))) {
                Optional<Form> form = switch (type.substring(DOCUMENT.length())) {
                    case "raw" -> Optional.of(Form.RAW);
                    case "tar" -> Optional.of(Form.TAR);
                    case "tar+gzip" -> Optional.of(Form.TAR_GZIP);
                    default -> Optional.empty();
                };
                return form.map(known -> new Document(layer, known));
            }
        }
        return Optional.empty();
    }

    private static String path(JsonNode layer) {
        return layer.path("annotations").path(PATH).asText();
    }

    /** All files as a tree, directories first; empty when the paths cannot be a tree of at most {@link #MAX_DEPTH} levels. */
    static Optional<ArrayNode> tree(JsonNode manifest) {
        Node root = new Node();
        for (JsonNode layer : manifest.path("layers")) {
            String path = path(layer);
            if (!path.isEmpty() && !root.add(path, layer.path("size").asLong())) {
                return Optional.empty();
            }
        }
        return Optional.of(root.render());
    }

    /** A directory, or a file once it has a size. */
    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>();
        private Optional<Long> size = Optional.empty();

        boolean add(String path, long bytes) {
            List<String> names = new ArrayList<>();
            for (String name : path.split("/")) {
                if (!name.isEmpty() && !name.equals(".")) {
                    names.add(name);
                }
            }
            if (path.length() > MAX_PATH || names.size() > MAX_DEPTH || names.contains("..")) {
                return false;
            }
            Node node = this;
            for (String name : names) {
                if (node.size.isPresent()) {
                    return false;
                }
                node = node.children.computeIfAbsent(name, _ -> new Node());
            }
            if (!path.endsWith("/")) {
                node.size = Optional.of(bytes);
            }
            return node.size.isEmpty() || node.children.isEmpty();
        }

        ArrayNode render() {
            ArrayNode rendered = Json.array();
            children.entrySet().stream()
                    .sorted(Comparator.comparing(child -> child.getValue().size.isPresent()))
                    .forEach(child -> rendered.add(render(child.getKey(), child.getValue())));
            return rendered;
        }

        private static ObjectNode render(String name, Node node) {
            ObjectNode json = Json.object().put("name", name).put("type", node.size.isPresent() ? "file" : "directory");
            node.size.ifPresent(bytes -> json.put("size", bytes));
            if (!node.children.isEmpty()) {
                json.set("children", node.render());
            }
            return json;
        }
    }
}
