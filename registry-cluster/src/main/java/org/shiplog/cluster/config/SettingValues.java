package org.shiplog.cluster.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The checked values of settings. What is wrong with one is kept, so that all problems can be told at once. */
final class SettingValues {
    private final Sources sources;
    private final List<Problem> problems;

    SettingValues(Optional<Path> file, Map<String, String> environment, List<Problem> problems) {
        this.sources = Sources.read(file, environment, problems);
        this.problems = problems;
    }

    /** Empty when the setting has neither a value nor a default, and when it is wrong. */
    <T> Optional<T> value(Setting setting, Function<String, Checked<T>> check) {
        return sources.find(setting).flatMap(entry -> {
            if (entry.text().isBlank()) {
                return refuse(entry, "is empty; leave it out to get the default");
            }
            return switch (check.apply(entry.text())) {
                case Checked.Good<T>(var value) -> Optional.of(value);
                case Checked.Bad<T>(var expected) -> refuse(entry, setting.key() + " " + expected);
            };
        });
    }

    boolean isSet(Setting setting) {
        return sources.find(setting).isPresent();
    }

    Optional<Sources.Entry> find(Setting setting) {
        return sources.find(setting);
    }

    <T> Optional<T> pem(Sources.Entry entry, PemReader<T> reader) {
        try {
            return Optional.of(reader.read(Path.of(entry.text())));
        } catch (TlsFiles.UnusableFileException | InvalidPathException e) {
            return refuse(entry, String.valueOf(e.getMessage()));
        }
    }

    <T> Optional<T> refuse(Sources.Entry entry, String what) {
        problems.add(new Problem(entry.where(), what));
        return Optional.empty();
    }

    /** For a setting that is missing. */
    void require(Setting setting, String why) {
        if (!isSet(setting)) {
            problems.add(new Problem(setting.variable(), setting.key() + " must be set " + why));
        }
    }

    @FunctionalInterface
    interface PemReader<T> {
        T read(Path file) throws TlsFiles.UnusableFileException;
    }
}
