package org.shiplog.domain.identity;

import java.util.Optional;
import java.util.regex.Pattern;
import org.shiplog.domain.oci.ProjectName;

/**
 * A robot's name without the prefix under which it logs in: {@code name}, or {@code project+name} for a project's robot.
 *
 * @param project empty for a robot of the whole registry
 * @param name 1 to {@value #MAX_LENGTH} lower-case letters and digits, divided by single dots, dashes or underscores
 */
public record RobotName(Optional<ProjectName> project, String name) {
    public static final int MAX_LENGTH = 255;

    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
    private static final char PLUS = '+';

    public RobotName {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a robot's name");
        }
    }

    /** Whether the text can name a robot, without its project. */
    public static boolean isName(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }

    /** Reads untrusted text, {@code name} or {@code project+name}; empty when it is neither. */
    public static Optional<RobotName> parse(String text) {
        int plus = text.indexOf(PLUS);
        String name = text.substring(plus + 1);
        if (!isName(name)) {
            return Optional.empty();
        }
        return plus < 0
                ? Optional.of(new RobotName(Optional.empty(), name))
                : ProjectName.parse(text.substring(0, plus)).map(project -> new RobotName(Optional.of(project), name));
    }

    /** The name in the form that {@link #parse} reads. */
    public String value() {
        return project.map(of -> of.value() + PLUS + name).orElse(name);
    }

    @Override
    public String toString() {
        return value();
    }
}
