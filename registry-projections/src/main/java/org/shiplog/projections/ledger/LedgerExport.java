package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole ledger up to its last checkpoint, line by line: a header, every event, and every checkpoint behind the last event that it
 * covers. It is read in portions, each by itself, so that neither memory nor a transaction grows with it.
 */
public final class LedgerExport {
    private static final int MAX_EVENTS = 200;
    private static final long MAX_BYTES = 4L << 20;
    private static final int MAX_CHECKPOINTS = 200;

    /**
     * How far an export has come.
     *
     * @param index of the next event
     * @param checkpoint the last one that was written
     * @param end where it ends: the last checkpoint as it was in the beginning
     */
    public record Position(long index, SignedCheckpoint checkpoint, SignedCheckpoint end) {
        boolean isAtEnd() {
            return checkpoint.equals(end);
        }
    }

    /**
     * Some lines of an export.
     *
     * @param next empty when these were the last
     */
    public record Portion(List<ExportLine> lines, Optional<Position> next) {
        public Portion {
            lines = List.copyOf(lines);
        }
    }

    private LedgerExport() {}

    /** Where an export begins; empty when nothing was signed yet. */
    public static Optional<Portion> begin(Connection connection) throws SQLException {
        return SignedCheckpoint.newest(connection)
                .map(end -> new Portion(
                        List.of(ExportLine.Header.KNOWN),
                        Optional.of(new Position(0, SignedCheckpoint.beforeAll(), end))));
    }

    /** Some lines more. */
    public static Portion next(Connection connection, Position position) throws SQLException {
        List<SignedCheckpoint> checkpoints = SignedCheckpoint.after(connection, position.checkpoint(), MAX_CHECKPOINTS);
        List<ExportLine> lines = new ArrayList<>();
        Position at = position;
        for (SignedCheckpoint checkpoint : checkpoints) {
            at = events(connection, at, checkpoint.size(), lines);
            if (at.index() < checkpoint.size()) {
                return new Portion(lines, Optional.of(at));
            }
            lines.add(new ExportLine.Head(checkpoint.number(), checkpoint.note()));
            at = new Position(at.index(), checkpoint, at.end());
            if (at.isAtEnd()) {
                return new Portion(lines, Optional.empty());
            }
        }
        return new Portion(lines, checkpoints.isEmpty() ? Optional.empty() : Optional.of(at));
    }

    private static Position events(Connection connection, Position from, long until, List<ExportLine> lines)
            throws SQLException {
        if (from.index() >= until || lines.size() >= MAX_EVENTS) {
            return from;
        }
        Gathered gathered = new Gathered(lines);
        long end = Math.min(until, from.index() + MAX_EVENTS);
        LedgerRows.read(connection, from.index(), end, gathered::add);
        return new Position(gathered.isFull() ? gathered.next : end, from.checkpoint(), from.end());
    }

    /** The events of a portion. */
    private static final class Gathered {
        private final List<ExportLine> lines;
        private long bytes;
        private long next;

        Gathered(List<ExportLine> lines) {
            this.lines = lines;
        }

        boolean add(LedgerRows.Row row) {
            lines.add(new ExportLine.Event(row.index(), row.entity(), row.sequenceNumber(), row.hash(), row.entry()));
            bytes += row.entry().map(entry -> entry.bytes().length).orElse(0);
            next = row.index() + 1;
            return !isFull();
        }

        boolean isFull() {
            return bytes >= MAX_BYTES;
        }
    }
}
