package org.shiplog.domain.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
        0 0 * * * *          | 2026-11-27T10:15:30Z | 2026-11-27T11:00:00Z
        0 0 0 * * *          | 2026-11-27T10:15:30Z | 2026-11-28T00:00:00Z
        0 0 0 * * 0          | 2026-11-27T10:15:30Z | 2026-11-29T00:00:00Z
        * * * * * *          | 2026-11-27T10:15:30.5Z | 2026-11-27T10:15:31Z
        0/15 * * * * *       | 2026-11-27T10:15:30Z | 2026-11-27T10:15:45Z
        */15 * * * * ?       | 2026-11-27T10:15:45Z | 2026-11-27T10:16:00Z
        0 5,35 9-17/4 * * *  | 2026-11-27T09:36:00Z | 2026-11-27T13:05:00Z
        0 0 12 1 JAN *       | 2026-11-27T10:15:30Z | 2027-01-01T12:00:00Z
        0 0 0 29 2 *         | 2026-11-27T10:15:30Z | 2028-02-29T00:00:00Z
        0 0 0 29 2 *         | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z
        0 0 0 13 * fri       | 2026-11-27T10:15:30Z | 2026-12-04T00:00:00Z
        0 0 0 13 * fri       | 2026-12-11T10:15:30Z | 2026-12-13T00:00:00Z
        0 0 0 * * mon-fri    | 2026-11-28T00:00:00Z | 2026-11-30T00:00:00Z
        0 0 0 31 * *         | 2026-11-27T10:15:30Z | 2026-12-31T00:00:00Z
        59 59 23 31 12 *     | 2026-12-31T23:59:59Z | 2027-12-31T23:59:59Z
        0 0 0 ? * 6          | 2026-11-27T10:15:30Z | 2026-11-28T00:00:00Z
        0 0 0 */2 * 1        | 2026-11-27T10:15:30Z | 2026-11-29T00:00:00Z
        """)
    void tellsTheNextTime(String cron, Instant after, Instant next) {
        assertThat(new Cron(cron.strip()).after(after)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "* * * * *",
                "* * * * * * *",
                "@daily",
                "TZ=Europe/Berlin 0 0 0 * * *",
                "60 * * * * *",
                "* 60 * * * *",
                "* * 24 * * *",
                "* * * 0 * *",
                "* * * 32 * *",
                "* * * * 13 *",
                "* * * * * 7",
                "-1 * * * * *",
                "5-1 * * * * *",
                "*/0 * * * * *",
                "1/2/3 * * * * *",
                "1-2-3 * * * * *",
                "1,,2 * * * * *",
                "*-5 * * * * *",
                "foo * * * * *",
                "JAN * * * * *",
                "* * * * * L",
                "9999999999 * * * * *",
                "0 0 0 30 2 *",
                "0 0 0 31 4,6,9,11 *",
                "\u0661 * * * * *"
            })
    void refusesWhatIsNone(String text) {
        assertThat(Cron.parse(text)).isInstanceOf(Cron.Parsed.Malformed.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(Cron.parse("1," + "1,".repeat(200) + "1 * * * * *"))
                .isEqualTo(new Cron.Parsed.Malformed("a cron expression has at most 256 characters"));
    }

    /** Against a search second by second, on expressions that come often enough for it. */
    @Test
    void missesNoTimeAndAddsNone() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            String text = field(random, 0, 59) + " " + field(random, 0, 59) + " " + field(random, 0, 23) + " "
                    + (random.nextBoolean() ? "*" : field(random, 1, 28)) + " * "
                    + (random.nextBoolean() ? "?" : field(random, 0, 6));
            Instant from = Instant.parse("2026-11-27T00:00:00Z").plusSeconds(random.nextInt(400 * 86_400));
            Instant next = new Cron(text).after(from);
            CronFields fields = CronFields.parse(text);
            assertThat(fits(fields, next))
                    .as("%s after %s: %s", text, from, next)
                    .isTrue();
            Instant earlier = from.plusSeconds(1);
            for (int second = 0; second < 20_000 && earlier.isBefore(next); second++) {
                assertThat(fits(fields, earlier))
                        .as("%s after %s skipped %s", text, from, earlier)
                        .isFalse();
                earlier = earlier.plusSeconds(1);
            }
        }
    }

    private static String field(Random random, int first, int last) {
        if (random.nextInt(4) == 0) {
            return "*";
        }
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(_ -> {
                    int from = random.nextInt(first, last + 1);
                    return switch (random.nextInt(4)) {
                        case 0 -> from + "-" + random.nextInt(from, last + 1);
                        case 1 -> from + "/" + random.nextInt(1, 9);
                        case 2 -> "*/" + random.nextInt(2, 9);
                        default -> Integer.toString(from);
                    };
                })
                .collect(Collectors.joining(","));
    }

    private static boolean fits(CronFields fields, Instant at) {
        LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        return fields.has(time.toLocalDate())
                && (fields.hours() >>> time.getHour() & 1) == 1
                && (fields.minutes() >>> time.getMinute() & 1) == 1
                && (fields.seconds() >>> time.getSecond() & 1) == 1;
    }
}
