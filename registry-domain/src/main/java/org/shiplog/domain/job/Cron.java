package org.shiplog.domain.job;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * When something is due again and again, in UTC: six fields, seconds first, with the grammar of robfig/cron, which Harbor's schedules
 * have. A field is {@code *} or {@code ?}, numbers, names of months and weekdays, ranges, steps and lists of these. When both the day
 * of the month and the weekday are given, a day is meant that fits either. {@code @daily} and time zones are not part of it.
 */
public record Cron(String text) {
    public static final int MAX_LENGTH = 256;

    /** From one 29 February to the next it can be eight years. */
    private static final int DAYS_TO_LOOK_AT = 9 * 366;

    private static final LocalDate ANY_DAY = LocalDate.of(2026, 1, 1);

    public Cron {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a cron expression has at most " + MAX_LENGTH + " characters");
        }
        if (day(CronFields.parse(text), ANY_DAY).isEmpty()) {
            throw new IllegalArgumentException("the cron expression means no day that there is");
        }
    }

    /** An expression, or why the text is none. */
    public sealed interface Parsed {
        record Valid(Cron cron) implements Parsed {}

        record Malformed(String message) implements Parsed {}
    }

    public static Parsed parse(String text) {
        try {
            return new Parsed.Valid(new Cron(text));
        } catch (IllegalArgumentException malformed) {
            return new Parsed.Malformed(String.valueOf(malformed.getMessage()));
        }
    }

    /** The first time after the given one. */
    public Instant after(Instant time) {
        CronFields fields = CronFields.parse(text);
        LocalDateTime from =
                LocalDateTime.ofInstant(time, ZoneOffset.UTC).withNano(0).plusSeconds(1);
        if (fields.has(from.toLocalDate())) {
            Optional<LocalTime> today = fields.notBefore(from.toLocalTime());
            if (today.isPresent()) {
                return today.get().atDate(from.toLocalDate()).toInstant(ZoneOffset.UTC);
            }
        }
        LocalDate day = day(fields, from.toLocalDate().plusDays(1)).orElseThrow();
        return fields.notBefore(LocalTime.MIN).orElseThrow().atDate(day).toInstant(ZoneOffset.UTC);
    }

    private static Optional<LocalDate> day(CronFields fields, LocalDate from) {
        return from.datesUntil(from.plusDays(DAYS_TO_LOOK_AT))
                .filter(fields::has)
                .findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
