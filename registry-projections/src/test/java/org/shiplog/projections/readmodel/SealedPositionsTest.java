package org.shiplog.projections.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.readmodel.ReadPosition.Mark;
import org.shiplog.projections.readmodel.SealedPositions.Position;

class SealedPositionsTest {
    private static final Position WRITES =
            new Position.Writes(Map.of("Repository|team/app", 17L, "Project|team", 4L, "User|odd name", 1L));
    private static final Position READ = new Position.Read(new ReadPosition(List.of(
            new Mark(new SliceRange(0, 511), new JournalOffset(7, Long.MAX_VALUE)),
            new Mark(new SliceRange(512, 1023), new JournalOffset(1L << 40, 12)))));

    private final SealedPositions positions = SealedPositions.of(new byte[16], new SecureRandom());

    @Test
    void readsWhatItWrote() {
        for (Position position : List.of(WRITES, READ)) {
            String text = positions.text(position);
            assertThat(text).matches("[A-Za-z0-9_-]+").doesNotContain("team");
            assertThat(positions.parse(text)).contains(position);
            assertThat(positions.text(position)).isNotEqualTo(text);
        }
    }

    @Test
    void readsNothingElse() {
        String text = positions.text(WRITES);
        for (int at = 0; at < text.length() - 1; at += 7) {
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            assertThat(positions.parse(text.substring(0, at) + other + text.substring(at + 1)))
                    .isEmpty();
        }
        assertThat(positions.parse("")).isEmpty();
        assertThat(positions.parse("7/12")).isEmpty();
        assertThat(positions.parse("A".repeat(41))).isEmpty();
        assertThat(positions.parse("A".repeat(50))).isEmpty();
        assertThat(positions.parse("A".repeat(100_000))).isEmpty();
        assertThat(SealedPositions.of(new byte[] {1}, new SecureRandom()).parse(text))
                .isEmpty();
    }

    @Test
    void ofTwoReadModelsIsWhereTheEarlierOneIsForEachSlice() {
        ReadPosition one = new ReadPosition(List.of(
                new Mark(new SliceRange(0, 511), new JournalOffset(5, 1)),
                new Mark(new SliceRange(512, 1023), new JournalOffset(9, 1))));
        ReadPosition other = new ReadPosition(List.of(new Mark(SliceRange.ALL, new JournalOffset(7, 1))));
        assertThat(one.and(other).marks())
                .containsExactlyInAnyOrder(
                        new Mark(new SliceRange(0, 511), new JournalOffset(5, 1)),
                        new Mark(new SliceRange(512, 1023), new JournalOffset(7, 1)));
        assertThat(one.targets(List.of(SliceRange.ALL))).containsExactly(Map.entry("0-1023", new JournalOffset(9, 1)));
    }
}
