package org.shiplog.domain.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag as it was at a time, which every client can write as a tag: {@code prod.at-20261101T120000Z}. Tags of that form cannot be
 * pushed.
 *
 * @param at the last moment of the second that was written, to the microsecond: all that happened within it counts
 */
public record PastTag(Tag tag, Instant at) {
    private static final Pattern FORM =
            Pattern.compile("(.+)\\.at-([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z");
    private static final long NEARLY_A_SECOND = 999_999_000;

    /** Whether the tag has the form, with a time that there is or not. */
    public static boolean isReserved(Tag tag) {
        return FORM.matcher(tag.value()).matches();
    }

    /** Empty when the tag has not the form, or no such time ever was. */
    public static Optional<PastTag> parse(Tag tag) {
        Matcher matcher = FORM.matcher(tag.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant second = LocalDateTime.of(
                            number(matcher, 2),
                            number(matcher, 3),
                            number(matcher, 4),
                            number(matcher, 5),
                            number(matcher, 6),
                            number(matcher, 7))
                    .toInstant(ZoneOffset.UTC);
            return Optional.of(new PastTag(new Tag(matcher.group(1)), second.plusNanos(NEARLY_A_SECOND)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
