package org.shiplog.projections.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the log: behind the act of that time and id. Acts that come later do not move it.
 *
 * @param at to the microsecond
 */
public record AuditCursor(Instant at, long id) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,17})-([0-9]{1,18})");

    public static AuditCursor behind(AuditRow row) {
        return new AuditCursor(row.at(), row.id());
    }

    /** Reads untrusted text; empty when it is none. */
    public static Optional<AuditCursor> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new AuditCursor(
                        Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS),
                        Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + id;
    }
}
