package org.shiplog.e2e.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** How a program ended: its exit status and everything that it wrote. */
public record Outcome(List<String> command, int status, String out, String err) {

    public Outcome {
        command = List.copyOf(command);
    }

    /** Fails the test, showing the output, unless the program ended with status 0. */
    public Outcome succeeds() {
        assertThat(status).as("status of %s", this).isZero();
        return this;
    }

    /** Fails the test unless the program refused its work and one of its lines holds one of {@code reasons}. */
    public Outcome failsSaying(String... reasons) {
        assertThat(status).as("status of %s", this).isNotZero();
        assertThat(List.of(reasons))
                .as("reasons in %s", this)
                .anyMatch(reason -> text().toLowerCase().contains(reason.toLowerCase()));
        return this;
    }

    /** Standard output without the line break at its end. */
    public String answer() {
        return out.strip();
    }

    public String text() {
        return out + err;
    }

    @Override
    public String toString() {
        return "%s -> %d%n--- stdout%n%s%n--- stderr%n%s".formatted(String.join(" ", command), status, out, err);
    }
}
