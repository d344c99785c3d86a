package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shiplog.storage.s3.PublishPlan.PlannedPart;

class PublishPlanTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1L << 30;
    private static final S3Limits LIMITS = S3Limits.USUAL;

    @Test
    void copiesOnePiece() {
        assertThat(plan(3)).isEqualTo(new PublishPlan.Copy("0"));
        assertThat(plan(0, 3, 0)).isEqualTo(new PublishPlan.Copy("1"));
    }

    @Test
    void writesNothingAsNothing() {
        assertThat(plan()).isEqualTo(new PublishPlan.Rewrite(List.of()));
        assertThat(plan(0, 0)).isEqualTo(new PublishPlan.Rewrite(List.of()));
    }

    @Test
    void rewritesFewBytesAsOneObject() {
        assertThat(plan(MIB, 2 * MIB))
                .isEqualTo(new PublishPlan.Rewrite(List.of(range(0, 0, MIB), range(1, 0, 2 * MIB))));
    }

    @Test
    void copiesPiecesThatAreLargeEnough() {
        assertThat(parts(5 * MIB, 6 * MIB, 1))
                .containsExactly(
                        new PlannedPart.Copied(range(0, 0, 5 * MIB)),
                        new PlannedPart.Copied(range(1, 0, 6 * MIB)),
                        new PlannedPart.Copied(range(2, 0, 1)));
    }

    @Test
    void copiesALargePieceEvenly() {
        assertThat(parts(GIB + 1))
                .containsExactly(
                        new PlannedPart.Copied(range(0, 0, GIB / 3 + 1)),
                        new PlannedPart.Copied(range(0, GIB / 3 + 1, GIB / 3 + 1)),
                        new PlannedPart.Copied(range(0, 2 * (GIB / 3 + 1), GIB + 1 - 2 * (GIB / 3 + 1))));
    }

    @Test
    void fillsASmallPieceUpFromTheNextOne() {
        assertThat(parts(MIB, 100 * MIB))
                .containsExactly(
                        new PlannedPart.Rewritten(List.of(range(0, 0, MIB), range(1, 0, 4 * MIB))),
                        new PlannedPart.Copied(range(1, 4 * MIB, 96 * MIB)));
    }

    @Test
    void rewritesAPieceOfWhichTooLittleWouldBeLeft() {
        assertThat(parts(MIB, 8 * MIB, 20 * MIB))
                .containsExactly(
                        new PlannedPart.Rewritten(List.of(range(0, 0, MIB), range(1, 0, 8 * MIB))),
                        new PlannedPart.Copied(range(2, 0, 20 * MIB)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void makesPartsThatTheStoreTakesOfAnyPieces(long seed) {
        Random random = new Random(seed);
        List<ObjectRange> pieces = new ArrayList<>();
        long largest = random.nextBoolean() ? 12 * MIB : 80 * GIB;
        int count = 2 + random.nextInt(random.nextBoolean() ? 5 : 3000);
        for (int i = 0; i < count; i++) {
            long length = random.nextInt(3) == 0 ? random.nextLong(6 * MIB) : random.nextLong(largest);
            pieces.add(range(i, 0, length));
        }
        if (!(PublishPlan.of(pieces, LIMITS) instanceof PublishPlan.Assemble plan)) {
            assertThat(PublishPlan.lengthOf(pieces)).isLessThanOrEqualTo(LIMITS.copy());
            return;
        }

        assertThat(joined(plan)).isEqualTo(joined(pieces));
        assertThat(plan.parts()).hasSizeLessThanOrEqualTo(LIMITS.parts());
        assertThat(plan.parts().subList(0, plan.parts().size() - 1))
                .allMatch(part -> length(part) >= LIMITS.smallestPart() && length(part) <= 5 * GIB);
    }

    private static PublishPlan plan(long... lengths) {
        List<ObjectRange> pieces = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            pieces.add(range(i, 0, lengths[i]));
        }
        return PublishPlan.of(pieces, LIMITS);
    }

    private static List<PlannedPart> parts(long... lengths) {
        return ((PublishPlan.Assemble) plan(lengths)).parts();
    }

    private static ObjectRange range(int key, long from, long length) {
        return new ObjectRange(Integer.toString(key), from, length);
    }

    private static long length(PlannedPart part) {
        return PublishPlan.lengthOf(ranges(part));
    }

    private static List<ObjectRange> ranges(PlannedPart part) {
        return switch (part) {
            case PlannedPart.Copied copied -> List.of(copied.range());
            case PlannedPart.Rewritten rewritten -> rewritten.ranges();
        };
    }

    private static List<ObjectRange> joined(PublishPlan.Assemble plan) {
        return joined(
                plan.parts().stream().flatMap(part -> ranges(part).stream()).toList());
    }

    /** Ranges that follow each other in the same object become one. */
    private static List<ObjectRange> joined(List<ObjectRange> ranges) {
        List<ObjectRange> joined = new ArrayList<>();
        for (ObjectRange next : ranges) {
            ObjectRange last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && last.key().equals(next.key()) && last.from() + last.length() == next.from()) {
                joined.set(joined.size() - 1, new ObjectRange(last.key(), last.from(), last.length() + next.length()));
            } else if (next.length() > 0) {
                joined.add(next);
            }
        }
        return joined;
    }
}
