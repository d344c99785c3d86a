package org.shiplog.projections.readmodel;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.SliceRange;

/**
 * A place in the journal, as each of its slices may be at another one: every event of the slices up to their offset lies before it.
 * Slices that no mark names are at the beginning.
 */
public record ReadPosition(List<Mark> marks) {
    /** One offset for some slices. */
    public record Mark(SliceRange slices, JournalOffset offset) {
        boolean concerns(SliceRange range) {
            return slices.first() <= range.last() && range.first() <= slices.last();
        }
    }

    public ReadPosition {
        marks = List.copyOf(marks);
    }

    static ReadPosition of(List<SliceRange> ranges, Standings standings) {
        return new ReadPosition(ranges.stream()
                .map(range -> new Mark(range, standings.stored().getOrDefault(range.key(), JournalOffset.ORIGIN)))
                .toList());
    }

    /** With one mark for each range of the usual read models, so that it is short; it may lie later. */
    ReadPosition coarse() {
        Map<String, JournalOffset> targets = targets(ReadModels.RANGES);
        return new ReadPosition(ReadModels.RANGES.stream()
                .map(range -> new Mark(range, targets.getOrDefault(range.key(), JournalOffset.ORIGIN)))
                .toList());
    }

    /** What lies before both. */
    public ReadPosition and(ReadPosition other) {
        return new ReadPosition(marks.stream().flatMap(other::meets).toList());
    }

    private Stream<Mark> meets(Mark mark) {
        return marks.stream()
                .filter(own -> own.concerns(mark.slices()))
                .map(own -> new Mark(
                        new SliceRange(
                                Math.max(own.slices().first(), mark.slices().first()),
                                Math.min(own.slices().last(), mark.slices().last())),
                        own.offset().compareTo(mark.offset()) < 0 ? own.offset() : mark.offset()));
    }

    /** Where each range must come to. */
    Map<String, JournalOffset> targets(List<SliceRange> ranges) {
        Map<String, JournalOffset> targets = new HashMap<>();
        for (SliceRange range : ranges) {
            Optional<JournalOffset> last = marks.stream()
                    .filter(mark -> mark.concerns(range))
                    .map(Mark::offset)
                    .max(Comparator.naturalOrder());
            targets.put(range.key(), last.orElse(JournalOffset.ORIGIN));
        }
        return targets;
    }
}
