package org.shiplog.http.api.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one file in a tar archive that comes in pieces (POSIX ustar, with pax and GNU names). It keeps no more than that file, and
 * nothing is ever written: names are compared, and are no paths.
 *
 * <p>Not safe for use by several threads at once.
 */
final class TarSearch {
    /** The largest file in bytes. */
    static final int MAX_FILE = 1 << 20;

    /** The most that the archive may unpack to in bytes; what comes behind the file is not unpacked. */
    static final long MAX_UNPACKED = 64L << 20;

    static final int MAX_ENTRIES = 10_000;

    private static final int BLOCK = 512;
    private static final int MAX_NAME = 64 << 10;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private final Predicate<String> wanted;
    private ByteString ahead = ByteString.emptyByteString();
    private long unpacked;
    private int entries;
    private long passing;
    private @Nullable Entry taking;
    private Optional<String> longName = Optional.empty();
    private @Nullable Outcome outcome;

    /** @param wanted tells by its name whether a file is the one that is looked for */
    TarSearch(Predicate<String> wanted) {
        this.wanted = wanted;
    }

    sealed interface Outcome {
        record Found(ByteString content) implements Outcome {}

        record Absent() implements Outcome {}

        /** @param reason why the archive is not read */
        record Unfit(String reason) implements Outcome {}
    }

    private enum Use {
        FILE,
        PAX_HEADER,
        LONG_NAME
    }

    private record Entry(Use use, int size) {}

    /** Takes the next piece; false when no more of them are needed. */
    boolean offer(ByteString piece) {
        unpacked += piece.size();
        if (outcome == null && unpacked > MAX_UNPACKED) {
            outcome = new Outcome.Unfit("it unpacks to more than " + (MAX_UNPACKED >> 20) + " MiB");
        }
        ahead = ahead.concat(piece);
        boolean moved = true;
        while (outcome == null && moved) {
            moved = passing > 0 ? pass() : taking != null ? take(taking) : header();
        }
        return outcome == null;
    }

    /** What was found, when there are no more pieces or no more are needed. */
    Outcome outcome() {
        if (outcome != null) {
            return outcome;
        }
        return passing > 0 || taking != null ? new Outcome.Unfit("it ends in the middle") : new Outcome.Absent();
    }

    private boolean pass() {
        int passed = (int) Math.min(passing, ahead.size());
        ahead = ahead.drop(passed);
        passing -= passed;
        return passed > 0;
    }

    private boolean take(Entry entry) {
        if (ahead.size() < entry.size()) {
            return false;
        }
        ByteString content = ahead.take(entry.size()).compact();
        passing = padded(entry.size());
        taking = null;
        switch (entry.use()) {
            case FILE -> outcome = new Outcome.Found(content);
            case PAX_HEADER -> longName = paxPath(content.utf8String()).or(() -> longName);
            case LONG_NAME -> longName = Optional.of(untilNul(content));
        }
        return true;
    }

    /** The content with what fills its last block. */
    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private boolean header() {
        if (ahead.size() < BLOCK) {
            return false;
        }
        ByteString block = ahead.take(BLOCK).compact();
        ahead = ahead.drop(BLOCK);
        if (block.forall(each -> (byte) each == 0)) {
            outcome = new Outcome.Absent();
            return false;
        }
        entries++;
        Optional<Long> size = octal(block, 124, 12);
        if (size.isEmpty() || !octal(block, CHECKSUM, CHECKSUM_LENGTH).equals(Optional.of(checksum(block)))) {
            outcome = new Outcome.Unfit("it is not a tar archive");
        } else if (entries > MAX_ENTRIES) {
            outcome = new Outcome.Unfit("it has more than " + MAX_ENTRIES + " entries");
        } else {
            enter(block, size.get());
        }
        return true;
    }

    private void enter(ByteString block, long size) {
        char type = (char) block.apply(156);
        switch (type) {
            case 'x' -> take(Use.PAX_HEADER, size, MAX_NAME);
            case 'L' -> take(Use.LONG_NAME, size, MAX_NAME);
            case '0', '\0', '7' -> {
                if (wanted.test(name(block))) {
                    take(Use.FILE, size, MAX_FILE);
                } else {
                    passing = padded(size);
                }
                longName = Optional.empty();
            }
            default -> {
                passing = padded(size);
                // A global header stands between a name and its file; anything else is the entry that was named.
                longName = type == 'g' ? longName : Optional.empty();
            }
        }
    }

    private void take(Use use, long size, int limit) {
        if (size > limit) {
            outcome = new Outcome.Unfit(
                    use == Use.FILE ? "the file is larger than " + (limit >> 20) + " MiB" : "a name is too long");
        } else {
            taking = new Entry(use, (int) size);
        }
    }

    private String name(ByteString block) {
        String plain = untilNul(block.slice(0, 100));
        boolean prefixed = untilNul(block.slice(257, 263)).equals("ustar") && block.apply(345) != 0;
        String whole = longName.orElseGet(() -> prefixed ? untilNul(block.slice(345, 500)) + "/" + plain : plain);
        return whole.startsWith("./") ? whole.substring(2) : whole;
    }

    private static String untilNul(ByteString field) {
        int end = field.indexOf((byte) 0);
        return (end < 0 ? field : field.take(end)).utf8String();
    }

    /** Records of the form {@code 27 path=chart/values.yaml\n}, each with its own length. */
    private static Optional<String> paxPath(String records) {
        Optional<String> path = Optional.empty();
        for (String record : records.split("\n")) {
            int space = record.indexOf(' ');
            if (space > 0 && record.startsWith("path=", space + 1)) {
                path = Optional.of(record.substring(space + 6));
            }
        }
        return path;
    }

    private static Optional<Long> octal(ByteString block, int from, int length) {
        String digits = new String(block.slice(from, from + length).toArrayUnsafe(), StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .trim();
        return digits.length() <= length && digits.matches("[0-7]{1,12}")
                ? Optional.of(Long.parseLong(digits, 8))
                : Optional.empty();
    }

    /** The sum of the header's bytes, with spaces in the place of the sum. */
    private static long checksum(ByteString block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean ofSum = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += ofSum ? ' ' : block.apply(i) & 0xff;
        }
        return sum;
    }
}
