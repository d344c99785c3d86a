package org.shiplog.cluster.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The text of every setting and where it was found: the defaults of {@code reference.conf}, over them the file, over both the
 * environment. What stands in the file or the environment but is no setting becomes a problem.
 */
final class Sources {
    /** Read by the launcher script, not by us. */
    private static final String LAUNCHER_VARIABLE = Setting.VARIABLE_PREFIX + "JAVA_OPTS";

    /** A setting's text and its origin. */
    record Entry(String where, String text) {}

    private final Map<Setting, Entry> entries = new EnumMap<>(Setting.class);
    private final List<Problem> problems;

    private Sources(List<Problem> problems) {
        this.problems = problems;
    }

    static Sources read(Optional<Path> file, Map<String, String> environment, List<Problem> problems) {
        var sources = new Sources(problems);
        sources.addObject("", reference().root());
        file.ifPresent(sources::addFile);
        sources.addEnvironment(environment);
        return sources;
    }

    /** Apart from the files of the same name that are merged from all libraries: those are not for operators. */
    static Config reference() {
        return ConfigFactory.parseResources(Sources.class, "reference.conf");
    }

    Optional<Entry> find(Setting setting) {
        return Optional.ofNullable(entries.get(setting));
    }

    private void addFile(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            problems.add(new Problem(file.toString(), "there is no readable file here"));
            return;
        }
        try {
            var options = ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(file.toString());
            addObject(
                    "",
                    ConfigFactory.parseFile(file.toFile(), options).resolve().root());
        } catch (ConfigException.Parse e) {
            problems.add(new Problem(place(e.origin(), file.toString()), sentence(e)));
        } catch (ConfigException e) {
            problems.add(new Problem(file.toString(), sentence(e)));
        }
    }

    private void addObject(String prefix, ConfigObject object) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
            String key = prefix + entry.getKey();
            ConfigValue value = entry.getValue();
            Optional<Setting> setting = Setting.byKey(key);
            if (setting.isPresent()) {
                addValue(setting.get(), value);
            } else if (value instanceof ConfigObject nested && isPrefix(key)) {
                addObject(key + ".", nested);
            } else {
                var known = Arrays.stream(Setting.values()).map(Setting::key);
                problems.add(new Problem(
                        place(value.origin(), key), key + " is not a setting" + Spelling.suggestion(key, known)));
            }
        }
    }

    private void addValue(Setting setting, ConfigValue value) {
        String where = place(value.origin(), setting.key());
        switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN ->
                entries.put(setting, new Entry(where, value.unwrapped().toString()));
            case NULL -> entries.remove(setting);
            case OBJECT, LIST -> problems.add(new Problem(where, setting.key() + " must be a text or a number"));
        }
    }

    private void addEnvironment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (!variable.startsWith(Setting.VARIABLE_PREFIX) || variable.equals(LAUNCHER_VARIABLE)) {
                return;
            }
            Optional<Setting> setting = Setting.byVariable(variable);
            if (setting.isEmpty()) {
                var known = Arrays.stream(Setting.values()).map(Setting::variable);
                problems.add(new Problem(variable, "is not a setting" + Spelling.suggestion(variable, known)));
            } else {
                entries.put(setting.get(), new Entry(variable, text));
            }
        });
    }

    private static boolean isPrefix(String key) {
        return Arrays.stream(Setting.values()).anyMatch(setting -> setting.key().startsWith(key + "."));
    }

    private static String place(ConfigOrigin origin, String otherwise) {
        if (origin == null || origin.filename() == null && origin.description() == null) {
            return otherwise;
        }
        String file = origin.filename() != null
                ? origin.filename()
                : origin.description().replaceFirst(": \\d+$", "");
        return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file;
    }

    /** The library's message begins with the place, which we show already. */
    private static String sentence(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        return message.replaceFirst("^.*?: (\\d+: )?", "");
    }
}
