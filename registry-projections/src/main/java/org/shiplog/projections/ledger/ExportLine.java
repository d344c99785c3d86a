package org.shiplog.projections.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import org.shiplog.projections.ledger.tree.TreeHash;

/** A line of an export: one JSON object. */
public sealed interface ExportLine {
    /** The longest line that is read, in characters. */
    int MAX_LENGTH = 32 << 20;

    /**
     * The first line.
     *
     * @param format which form the export has
     */
    record Header(String format) implements ExportLine {
        public static final Header KNOWN = new Header("shiplog-ledger/1");

        @Override
        public String text() {
            return object().put("format", format).toString();
        }
    }

    /**
     * An event.
     *
     * @param index of its leaf
     * @param entity its persistence id
     * @param hash of its leaf, as the ledger has it
     * @param entry empty when the journal has no such event any more
     */
    record Event(long index, String entity, long sequenceNumber, TreeHash hash, Optional<LedgerEntry> entry)
            implements ExportLine {
        @Override
        public String text() {
            ObjectNode line = object().put("index", index).put("entity", entity).put("sequence_number", sequenceNumber);
            entry.ifPresent(known -> line.put("event", known.eventId()).put("type", known.type()));
            line.put("hash", hash.toString());
            entry.ifPresent(known -> line.put("entry", Base64.getEncoder().encodeToString(known.bytes())));
            return line.toString();
        }
    }

    /**
     * A checkpoint over all events before it.
     *
     * @param number from 1, without gaps
     */
    record Head(long number, String note) implements ExportLine {
        @Override
        public String text() {
            return object().put("number", number).put("checkpoint", note).toString();
        }
    }

    /** The line without its end. */
    String text();

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
