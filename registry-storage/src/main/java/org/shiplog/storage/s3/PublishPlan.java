package org.shiplog.storage.s3;

import java.util.ArrayList;
import java.util.List;

/** How a blob is made of pieces that are in the store already. Pure. */
sealed interface PublishPlan {
    /** The store copies one object. */
    record Copy(String key) implements PublishPlan {}

    /** The bytes are read and written as one object, there being few of them. */
    record Rewrite(List<ObjectRange> ranges) implements PublishPlan {}

    /** A multipart upload of these parts. */
    record Assemble(List<PlannedPart> parts) implements PublishPlan {}

    sealed interface PlannedPart {
        /** The store copies the bytes. */
        record Copied(ObjectRange range) implements PlannedPart {}

        /** The bytes are read and written, because there are too few of them side by side for the store to copy. */
        record Rewritten(List<ObjectRange> ranges) implements PlannedPart {
            long length() {
                return lengthOf(ranges);
            }
        }
    }

    /** @param pieces whole objects, in the order of the blob's bytes */
    static PublishPlan of(List<ObjectRange> pieces, S3Limits limits) {
        List<ObjectRange> filled =
                pieces.stream().filter(piece -> piece.length() > 0).toList();
        if (filled.size() == 1 && filled.getFirst().length() <= limits.copy()) {
            return new Copy(filled.getFirst().key());
        }
        if (lengthOf(filled) <= limits.part()) {
            return new Rewrite(filled);
        }
        return new Assemble(new Assembly(lengthOf(filled), limits).partsOf(filled));
    }

    static long lengthOf(List<ObjectRange> ranges) {
        return ranges.stream().mapToLong(ObjectRange::length).sum();
    }

    /** Divides pieces into parts of which only the last is small, and not too many. */
    final class Assembly {
        private final List<PlannedPart> parts = new ArrayList<>();
        private final long least;
        private final long full;
        private final long copy;
        private List<ObjectRange> pending = new ArrayList<>();

        private Assembly(long total, S3Limits limits) {
            // With a tenth to spare, parts of at least this size can never be too many.
            long even = Math.ceilDiv(total, Math.max(1, limits.parts() - limits.parts() / 10));
            this.least = Math.max(limits.smallestPart(), even);
            this.full = Math.max(limits.part(), least);
            this.copy = Math.max(limits.copy(), 2 * least);
        }

        private List<PlannedPart> partsOf(List<ObjectRange> pieces) {
            for (ObjectRange piece : pieces) {
                add(piece, piece.equals(pieces.getLast()));
            }
            flush();
            return parts;
        }

        private void add(ObjectRange piece, boolean isLast) {
            if (piece.length() < least && !(isLast && pending.isEmpty())) {
                pending.add(piece);
                if (lengthOf(pending) >= full) {
                    flush();
                }
                return;
            }
            long missing = pending.isEmpty() ? 0 : Math.max(0, least - lengthOf(pending));
            long rest = piece.length() - missing;
            if (rest < least && !isLast || rest <= 0) {
                pending.add(piece);
                flush();
                return;
            }
            if (missing > 0) {
                pending.add(new ObjectRange(piece.key(), piece.from(), missing));
            }
            flush();
            addCopies(new ObjectRange(piece.key(), piece.from() + missing, rest));
        }

        private void addCopies(ObjectRange range) {
            long count = Math.ceilDiv(range.length(), copy);
            long size = Math.ceilDiv(range.length(), count);
            for (long done = 0; done < range.length(); done += size) {
                parts.add(new PlannedPart.Copied(
                        new ObjectRange(range.key(), range.from() + done, Math.min(size, range.length() - done))));
            }
        }

        private void flush() {
            if (!pending.isEmpty()) {
                parts.add(new PlannedPart.Rewritten(List.copyOf(pending)));
                pending = new ArrayList<>();
            }
        }
    }
}
