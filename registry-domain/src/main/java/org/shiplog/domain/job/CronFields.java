package org.shiplog.domain.job;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The six fields of a cron expression as sets of bits.
 *
 * @param anyDay whether the day of the month is left open, so that the weekday decides alone
 * @param anyWeekday the other way round; when both are given, either is enough
 */
record CronFields(
        long seconds,
        long minutes,
        long hours,
        long days,
        long months,
        long weekdays,
        boolean anyDay,
        boolean anyWeekday) {
    private static final int FIELDS = 6;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
    /** Set along with the bits of a field that is left open. */
    private static final long OPEN = 1L << 63;

    private enum Field {
        SECOND(0, 59, List.of()),
        MINUTE(0, 59, List.of()),
        HOUR(0, 23, List.of()),
        DAY(1, 31, List.of()),
        MONTH(1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
        WEEKDAY(0, 6, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

        private final int first;
        private final int last;
        private final List<String> names;

        Field(int first, int last, List<String> names) {
            this.first = first;
            this.last = last;
            this.names = names;
        }

        long parse(String text) {
            long bits = 0;
            for (String part : text.split(",", -1)) {
                bits |= parsePart(part);
            }
            return bits;
        }

        private long parsePart(String part) {
            String[] rangeAndStep = part.split("/", -1);
            String[] ends = rangeAndStep[0].split("-", -1);
            if (rangeAndStep.length > 2 || ends.length > 2) {
                throw malformed(part);
            }
            boolean open = ends.length == 1 && (ends[0].equals("*") || ends[0].equals("?"));
            boolean stepped = rangeAndStep.length == 2;
            int step = stepped ? number(rangeAndStep[1]) : 1;
            int from = open ? first : value(ends[0]);
            int to = ends.length == 2 ? value(ends[1]) : open || stepped ? last : from;
            if (step < 1 || from < first || to > last || from > to) {
                throw malformed(part);
            }
            long bits = open && step == 1 ? OPEN : 0;
            for (int value = from; value <= to; value += step) {
                bits |= 1L << value;
            }
            return bits;
        }

        private int value(String text) {
            int name = names.indexOf(text.toUpperCase(Locale.ROOT));
            return name < 0 ? number(text) : first + name;
        }

        private int number(String text) {
            if (!NUMBER.matcher(text).matches()) {
                throw malformed(text);
            }
            return Integer.parseInt(text);
        }

        private IllegalArgumentException malformed(String part) {
            return new IllegalArgumentException("\"" + part + "\" is nothing that a " + name().toLowerCase(Locale.ROOT)
                    + " of a cron expression can be");
        }
    }

    /** @throws IllegalArgumentException saying for people what is wrong */
    static CronFields parse(String text) {
        String[] parts = SPACE.split(text.strip());
        if (parts.length != FIELDS) {
            throw new IllegalArgumentException(
                    "a cron expression has six fields: second, minute, hour, day, month, weekday");
        }
        long days = Field.DAY.parse(parts[3]);
        long weekdays = Field.WEEKDAY.parse(parts[5]);
        return new CronFields(
                Field.SECOND.parse(parts[0]),
                Field.MINUTE.parse(parts[1]),
                Field.HOUR.parse(parts[2]),
                days,
                Field.MONTH.parse(parts[4]),
                weekdays,
                (days & OPEN) != 0,
                (weekdays & OPEN) != 0);
    }

    boolean has(LocalDate date) {
        boolean day = isSet(days, date.getDayOfMonth());
        boolean weekday = isSet(weekdays, date.getDayOfWeek().getValue() % 7);
        boolean fits = anyDay || anyWeekday ? day && weekday : day || weekday;
        return isSet(months, date.getMonthValue()) && fits;
    }

    /** The first time of a day that is not before the given one. */
    Optional<LocalTime> notBefore(LocalTime time) {
        for (int hour = next(hours, time.getHour()); hour < 24; hour = next(hours, hour + 1)) {
            boolean first = hour == time.getHour();
            for (int minute = next(minutes, first ? time.getMinute() : 0);
                    minute < 60;
                    minute = next(minutes, minute + 1)) {
                boolean now = first && minute == time.getMinute();
                int second = next(seconds, now ? time.getSecond() : 0);
                if (second < 60) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
            }
        }
        return Optional.empty();
    }

    /** The first bit from there on; 63 or more when there is none. */
    private static int next(long bits, int from) {
        return Long.numberOfTrailingZeros((bits & ~OPEN) & (-1L << from));
    }

    private static boolean isSet(long bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }
}
