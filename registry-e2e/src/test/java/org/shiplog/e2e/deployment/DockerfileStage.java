package org.shiplog.e2e.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the last stage of a Dockerfile makes of an image's configuration. Of the language it knows what our file uses.
 *
 * @param instructions each with its words behind it, lines joined; in order
 */
record DockerfileStage(List<Map.Entry<String, String>> instructions) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OPTION = Pattern.compile("--(\\S+)=(\\S+)");
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\S+?)=(\"[^\"]*\"|\\S+)");
    private static final Map<String, String> HEALTH =
            Map.of("interval", "Interval", "timeout", "Timeout", "start-period", "StartPeriod", "retries", "Retries");

    static DockerfileStage lastOf(Path file) {
        try {
            var text = Files.readString(file).replaceAll("(?m)^#.*\n", "").replace("\\\n", " ");
            var stage = text.substring(text.lastIndexOf("\nFROM ") + 1);
            return new DockerfileStage(stage.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split("\\s+", 2))
                    .map(words -> Map.entry(words[0], words[1].strip()))
                    .toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As an OCI image configuration has it under {@code config}, values of build arguments as {@code ${NAME}}. */
    JsonNode config() {
        var config = JsonNodeFactory.instance.objectNode();
        instructions.forEach(instruction -> put(config, instruction.getKey(), instruction.getValue()));
        return config;
    }

    private static void put(ObjectNode config, String instruction, String words) {
        switch (instruction) {
            case "USER" -> config.put("User", words);
            case "WORKDIR" -> config.put("WorkingDir", words);
            case "STOPSIGNAL" -> config.put("StopSignal", words);
            case "ENTRYPOINT" -> config.set("Entrypoint", json(words));
            case "CMD" -> config.set("Cmd", json(words));
            case "VOLUME" -> config.withObject("/Volumes").putObject(words);
            case "HEALTHCHECK" -> config.set("Healthcheck", health(words));
            case "ENV" ->
                ASSIGNMENT
                        .matcher(words)
                        .results()
                        .forEach(one -> config.withArray("/Env").add(one.group()));
            case "EXPOSE" ->
                List.of(words.split("\\s+"))
                        .forEach(port -> config.withObject("/ExposedPorts").putObject(port + "/tcp"));
            case "LABEL" ->
                ASSIGNMENT
                        .matcher(words)
                        .results()
                        .forEach(one -> config.withObject("/Labels")
                                .put(one.group(1), one.group(2).replace("\"", "")));
            case "FROM", "COPY", "ARG" -> {
                // They make files and values, no configuration.
            }
            default -> throw new AssertionError("an instruction that this test does not know: " + instruction);
        }
    }

    private static JsonNode health(String words) {
        var health = JsonNodeFactory.instance.objectNode();
        OPTION.matcher(words).results().forEach(option -> {
            var name = HEALTH.get(option.group(1));
            if (name.equals("Retries")) {
                health.put(name, Integer.parseInt(option.group(2)));
            } else {
                health.put(name, Duration.parse("PT" + option.group(2)).toNanos());
            }
        });
        health.putArray("Test").add("CMD").addAll((ArrayNode) json(words.substring(words.indexOf("CMD ") + 4)));
        return health;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException failure) {
            throw new AssertionError("not the form of an instruction that starts no shell: " + text, failure);
        }
    }
}
