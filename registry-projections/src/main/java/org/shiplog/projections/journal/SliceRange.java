package org.shiplog.projections.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The slices that one worker reads: from {@code first} to {@code last}, both within 0 to 1023. All events of an entity are in
 * one slice.
 */
public record SliceRange(int first, int last) {
    /** How many slices there are (V1__journal.sql). */
    public static final int SLICES = 1_024;

    public static final SliceRange ALL = new SliceRange(0, SLICES - 1);

    public SliceRange {
        if (first < 0 || last >= SLICES || first > last) {
            throw new IllegalArgumentException("not a range of slices: " + first + " to " + last);
        }
    }

    /** The one slice that has the entity's events. */
    public static SliceRange of(String persistenceId) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(persistenceId.getBytes(StandardCharsets.UTF_8));
            int slice = ByteBuffer.wrap(hash).getInt() & (SLICES - 1);
            return new SliceRange(slice, slice);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** All slices in {@code parts} ranges of the same size; {@code parts} must divide their number. */
    public static List<SliceRange> split(int parts) {
        if (parts < 1 || SLICES % parts != 0) {
            throw new IllegalArgumentException(SLICES + " slices cannot be split in " + parts);
        }
        int size = SLICES / parts;
        return IntStream.range(0, parts)
                .mapToObj(part -> new SliceRange(part * size, (part + 1) * size - 1))
                .toList();
    }

    /** The range's key in the offset store. */
    public String key() {
        return first + "-" + last;
    }
}
