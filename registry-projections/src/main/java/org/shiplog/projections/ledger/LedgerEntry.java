package org.shiplog.projections.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.ledger.tree.TreeHash;

/**
 * One row of the journal in the only form in which it is hashed.
 *
 * <h2>What is in it</h2>
 *
 * The fields {@value #FORMAT}, and then the columns ordering (the event's id in the audit log), persistence_id, sequence_number,
 * deleted ({@code true} or {@code false}), writer, write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest (the event's
 * type and version), event_payload (the event and its provenance: who, when, from where, by which request), meta_ser_id,
 * meta_ser_manifest and meta_payload. Each field is its length in bytes, four bytes with the highest first, and then its bytes: text
 * as UTF-8, numbers in decimal ASCII, payloads as they are. A column that is NULL has the length -1 and no bytes. So no two rows have
 * the same form.
 *
 * <h2>What is not</h2>
 *
 * The transaction id, which means something in one database cluster only and is changed when a logical dump is restored in another;
 * it counts by the order that it gives the events, and so do their places in the tree. And the slice, which follows from the
 * persistence id.
 */
public final class LedgerEntry {
    /** The first field, which tells this form from later ones. */
    public static final String FORMAT = "shiplog-event/1";

    /** The columns, for a query whose rows {@link #read} takes. */
    public static final String COLUMNS = """
        event.ordering, event.persistence_id, event.sequence_number, event.deleted, event.writer, event.write_timestamp,
        event.adapter_manifest, event.event_ser_id, event.event_ser_manifest, event.event_payload, event.meta_ser_id,
        event.meta_ser_manifest, event.meta_payload\
        """;

    private static final int FIELDS = 14;
    private static final int EVENT_ID = 1;
    private static final int PERSISTENCE_ID = 2;
    private static final int SEQUENCE_NUMBER = 3;
    private static final int TYPE = 9;

    private final byte[] bytes;
    private final String persistenceId;
    private final long sequenceNumber;
    private final long eventId;
    private final String type;

    private LedgerEntry(byte[] bytes, List<Optional<String>> fields) {
        this.bytes = bytes;
        this.persistenceId = fields.get(PERSISTENCE_ID).orElseThrow();
        this.sequenceNumber = Long.parseLong(fields.get(SEQUENCE_NUMBER).orElseThrow());
        this.eventId = Long.parseLong(fields.get(EVENT_ID).orElseThrow());
        this.type = fields.get(TYPE).orElseThrow();
    }

    /** @param row of a query for {@link #COLUMNS} of {@code event_journal AS event} */
    public static LedgerEntry read(ResultSet row) throws SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes, FORMAT.getBytes(StandardCharsets.UTF_8));
        write(bytes, text(row, "ordering"));
        write(bytes, text(row, "persistence_id"));
        write(bytes, text(row, "sequence_number"));
        write(bytes, Boolean.toString(row.getBoolean("deleted")).getBytes(StandardCharsets.UTF_8));
        write(bytes, text(row, "writer"));
        write(bytes, text(row, "write_timestamp"));
        write(bytes, text(row, "adapter_manifest"));
        write(bytes, text(row, "event_ser_id"));
        write(bytes, text(row, "event_ser_manifest"));
        write(bytes, row.getBytes("event_payload"));
        write(bytes, text(row, "meta_ser_id"));
        write(bytes, text(row, "meta_ser_manifest"));
        write(bytes, row.getBytes("meta_payload"));
        return parse(bytes.toByteArray()).orElseThrow();
    }

    private static byte @Nullable [] text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(ByteArrayOutputStream to, byte @Nullable [] field) {
        int length = field == null ? -1 : field.length;
        to.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        if (field != null) {
            to.writeBytes(field);
        }
    }

    /** Reads untrusted bytes; empty when they are no entry of the form that is known here. */
    public static Optional<LedgerEntry> parse(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        List<Optional<String>> fields = new ArrayList<>();
        while (fields.size() < FIELDS) {
            if (left.remaining() < Integer.BYTES) {
                return Optional.empty();
            }
            int length = left.getInt();
            if (length < -1 || length > left.remaining()) {
                return Optional.empty();
            }
            fields.add(field(left, length, fields.size() <= TYPE));
        }
        boolean whole = !left.hasRemaining() && fields.getFirst().equals(Optional.of(FORMAT));
        try {
            return whole ? Optional.of(new LedgerEntry(bytes.clone(), fields)) : Optional.empty();
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> field(ByteBuffer from, int length, boolean wanted) {
        if (length < 0) {
            return Optional.empty();
        }
        byte[] field = new byte[wanted ? length : 0];
        from.get(from.position(), field);
        from.position(from.position() + length);
        return Optional.of(new String(field, StandardCharsets.UTF_8));
    }

    public String persistenceId() {
        return persistenceId;
    }

    public long sequenceNumber() {
        return sequenceNumber;
    }

    /** By which the audit log names the event. */
    public long eventId() {
        return eventId;
    }

    /** The event's type and version, such as {@code TagMoved/1}. */
    public String type() {
        return type;
    }

    public TreeHash hash() {
        return TreeHash.ofLeaf(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }
}
