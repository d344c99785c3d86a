package org.shiplog.domain.project;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a project keeps what was deleted, so that it can be read as it was and restored.
 *
 * @param days 0 to {@value #MAX_DAYS}
 */
public record Horizon(int days) {
    /** The project's metadata that sets it. */
    public static final String KEY = "history_days";

    public static final int MAX_DAYS = 36_500;
    public static final Horizon STANDARD = new Horizon(90);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

    public Horizon {
        if (days < 0 || days > MAX_DAYS) {
            throw new IllegalArgumentException("not a number of days: " + days);
        }
    }

    /** Reads untrusted text; empty when it is no number of days. */
    public static Optional<Horizon> parse(String text) {
        return DIGITS.matcher(text).matches() && Integer.parseInt(text) <= MAX_DAYS
                ? Optional.of(new Horizon(Integer.parseInt(text)))
                : Optional.empty();
    }

    /** As the project's metadata has it, or else the standard. */
    public static Horizon of(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(KEY)).flatMap(Horizon::parse).orElse(STANDARD);
    }

    /** What was deleted before may be gone for good. */
    public Instant at(Instant now) {
        return now.minus(Duration.ofDays(days));
    }
}
