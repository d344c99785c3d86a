package org.shiplog.cluster.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Holds every problem, so that one attempt is enough to mend them all. */
public final class InvalidConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfigException(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining(
                        "\n",
                        problems.size() == 1 ? "1 setting is wrong:\n" : problems.size() + " settings are wrong:\n",
                        "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
