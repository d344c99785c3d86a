package org.shiplog.cluster.forward;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.http.audit.AuditSink;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditRows;
import org.shiplog.projections.forward.ForwardCursor;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalReader.Reading;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;

/**
 * Acts on their way to one receiver, from one place of the journal on. The place that all nodes know moves when the receiver has
 * confirmed; between that and the place of this node lies what would be sent again.
 */
final class Delivery implements AutoCloseable {
    /** How long, and how many acts, wait for being confirmed where that takes a connection of its own. */
    private static final Duration UNCONFIRMED = Duration.ofSeconds(5);

    private static final int MOST_UNCONFIRMED = 5_000;

    private final ForwardCursor cursor;
    private final JournalReader reader;
    private final AuditSink sink;
    private JournalOffset place;
    private long unconfirmed;
    private long lastStored = System.nanoTime();

    Delivery(ForwardCursor cursor, JournalReader reader, AuditSink sink, JournalOffset place) {
        this.cursor = cursor;
        this.reader = reader;
        this.sink = sink;
        this.place = place;
    }

    /** How it goes on. */
    enum Progress {
        /** There may be more at once. */
        MORE,
        /** There was no more. */
        END,
        /** Another node delivers. */
        LOST
    }

    /** Sends the next acts there are. */
    Progress go() throws SQLException, IOException, InterruptedException {
        Reading reading = reader.read(SliceRange.ALL, place, JournalOffset.END);
        List<AuditRow> acts = new ArrayList<>();
        for (JournalRecord record : reading.records()) {
            List<AuditRow> more = AuditRows.of(record);
            if (!acts.isEmpty() && acts.size() + more.size() > AuditSink.MAX_ACTS) {
                send(acts);
            }
            acts.addAll(more);
            place = record.offset();
        }
        send(acts);
        if (isTimeToConfirm() && !confirm()) {
            return Progress.LOST;
        }
        return reading.records().isEmpty() ? Progress.END : Progress.MORE;
    }

    private void send(List<AuditRow> acts) throws IOException, InterruptedException {
        if (!acts.isEmpty()) {
            sink.send(List.copyOf(acts));
            unconfirmed += acts.size();
            acts.clear();
        }
    }

    private boolean isTimeToConfirm() {
        boolean late = System.nanoTime() - lastStored >= UNCONFIRMED.toNanos();
        return unconfirmed > 0 && sink.acknowledges() || unconfirmed >= MOST_UNCONFIRMED || late;
    }

    /** Has the receiver confirm what was sent, and keeps the lease. False when another node has it by now. */
    boolean confirm() throws SQLException, IOException, InterruptedException {
        if (unconfirmed > 0) {
            sink.confirm();
        }
        boolean held = cursor.store(place, unconfirmed);
        unconfirmed = 0;
        lastStored = System.nanoTime();
        return held;
    }

    @Override
    public void close() {
        sink.close();
    }
}
