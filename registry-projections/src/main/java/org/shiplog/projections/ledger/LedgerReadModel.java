package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.ledger.tree.TreeEdge;
import org.shiplog.projections.ledger.tree.TreeHash;
import org.shiplog.projections.readmodel.BulkRows;
import org.shiplog.projections.readmodel.ReadModel;

/**
 * The tree over all events. Their order in it is the journal's own, so one worker reads all slices. Rows are only ever added: as many
 * as there are new events, and as many inner nodes as these complete.
 */
public final class LedgerReadModel implements ReadModel {
    public static final String NAME = "ledger";

    /** One range, because the order of all events must be one. */
    public static final List<SliceRange> RANGES = List.of(SliceRange.ALL);

    // Index: the journal's primary key. The journal is not of the schema that a rebuild writes to.
    private static final String ENTRIES = "SELECT " + LedgerEntry.COLUMNS + """

        FROM unnest(?, ?) WITH ORDINALITY AS wanted (persistence_id, sequence_number, place)
        CROSS JOIN LATERAL (
            SELECT * FROM public.event_journal AS stored
            WHERE stored.persistence_id = wanted.persistence_id AND stored.sequence_number = wanted.sequence_number
            LIMIT 1
        ) AS event
        ORDER BY wanted.place
        """;
    private static final String LEAVES = """
        INSERT INTO ledger_leaf (leaf_index, persistence_id, sequence_number, hash) SELECT * FROM unnest(?, ?, ?, ?)
        """;
    private static final String NODES = """
        INSERT INTO ledger_node (level, node_index, hash) SELECT * FROM unnest(?, ?, ?)
        """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("ledger_leaf", "ledger_node");
    }

    @Override
    public List<SliceRange> ranges() {
        return RANGES;
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        List<LedgerEntry> entries = entries(connection, events);
        if (entries.size() != events.size()) {
            throw new LedgerDamagedException("of " + events.size() + " events that were read the journal has only "
                    + entries.size() + " any more");
        }
        LedgerTree tree = new LedgerTree(connection);
        TreeEdge edge = tree.edge(tree.size());
        BulkRows leaves = new BulkRows("int8", "text", "int8", "bytea");
        BulkRows nodes = new BulkRows("int4", "int8", "bytea");
        for (LedgerEntry entry : entries) {
            TreeHash hash = entry.hash();
            leaves.add(edge.size(), entry.persistenceId(), entry.sequenceNumber(), bytea(hash));
            edge.append(hash, (position, inner) -> nodes.add(position.level(), position.index(), bytea(inner)));
        }
        leaves.update(connection, LEAVES);
        nodes.update(connection, NODES);
    }

    private static List<LedgerEntry> entries(Connection connection, List<JournalRecord> events) throws SQLException {
        BulkRows wanted = new BulkRows("text", "int8");
        events.forEach(event -> wanted.add(event.persistenceId(), event.sequenceNumber()));
        return wanted.returning(connection, ENTRIES, LedgerEntry::read);
    }

    private static String bytea(TreeHash hash) {
        return "\\x" + HexFormat.of().formatHex(hash.bytes());
    }
}
