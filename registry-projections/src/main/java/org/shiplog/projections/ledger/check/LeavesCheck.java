package org.shiplog.projections.ledger.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.ledger.LedgerRows;
import org.shiplog.projections.ledger.LedgerRows.Row;
import org.shiplog.projections.ledger.LedgerTree;
import org.shiplog.projections.ledger.tree.NodePosition;
import org.shiplog.projections.ledger.tree.TreeEdge;
import org.shiplog.projections.ledger.tree.TreeHash;

/**
 * Holds every leaf against its event and every inner node against its leaves.
 *
 * <p>When a leaf and its event differ, the node above the leaf tells which of them was changed. The tree goes on with the other one, so
 * that one changed row is one finding.
 */
final class LeavesCheck {
    /** Even, so that a leaf and its neighbour are in one portion. */
    private static final int PORTION = 512;

    private final Connection connection;
    private final Findings findings;
    private final CheckpointsCheck checkpoints;
    private final LongConsumer progress;
    private final TreeEdge edge = TreeEdge.empty();
    private JournalOffset latest = JournalOffset.ORIGIN;

    LeavesCheck(Connection connection, Findings findings, CheckpointsCheck checkpoints, LongConsumer progress) {
        this.connection = connection;
        this.findings = findings;
        this.checkpoints = checkpoints;
        this.progress = progress;
    }

    /** A leaf, without its event's bytes. */
    private record Leaf(
            long index,
            String name,
            TreeHash stored,
            @Nullable TreeHash journal,
            Optional<JournalOffset> offset) {}

    void check(long size) throws SQLException {
        for (long begin = 0; begin < size; begin += PORTION) {
            if (!portion(begin, Math.min(size, begin + PORTION))) {
                findings.add("ledger_node", "all", "not checked behind the missing leaf, nor are the checkpoints");
                checkpoints.skip();
                return;
            }
            progress.accept(edge.size());
        }
        extraNodes(size);
    }

    private boolean portion(long begin, long end) throws SQLException {
        List<Leaf> leaves = new ArrayList<>();
        LedgerRows.read(connection, begin, end, row -> leaves.add(leaf(row)));
        Map<NodePosition, TreeHash> nodes = new LedgerTree(connection).stored(completed(begin, end));
        for (int place = 0; place < leaves.size(); place++) {
            Leaf leaf = leaves.get(place);
            if (leaf.index() != edge.size()) {
                findings.add(
                        "ledger_leaf",
                        "leaf " + edge.size(),
                        "missing: behind leaf " + (edge.size() - 1) + " comes leaf " + leaf.index());
                return false;
            }
            order(leaf);
            TreeHash believed = compare(leaf, leaves, nodes);
            edge.append(believed, (position, hash) -> compare(position, hash, nodes));
            checkpoints.grown(edge);
        }
        return true;
    }

    private static Leaf leaf(Row row) {
        return new Leaf(
                row.index(),
                row.entity() + " " + row.sequenceNumber(),
                row.hash(),
                row.entry().map(entry -> entry.hash()).orElse(null),
                row.offset());
    }

    /** The inner nodes that the leaves of a portion complete. */
    private static List<NodePosition> completed(long begin, long end) {
        List<NodePosition> completed = new ArrayList<>();
        for (int level = 1; level < Long.SIZE - 2 && end >> level > 0; level++) {
            for (long index = begin >> level; index < end >> level; index++) {
                completed.add(new NodePosition(level, index));
            }
        }
        return completed;
    }

    private void order(Leaf leaf) {
        leaf.offset().ifPresent(offset -> {
            if (offset.compareTo(latest) <= 0) {
                findings.add(
                        "event_journal",
                        leaf.name(),
                        "lies at " + offset + ", before the event of leaf " + (leaf.index() - 1) + " at " + latest
                                + ": one of them was moved, here or in ledger_leaf");
            }
            latest = offset;
        });
    }

    /** The hash with which the tree goes on. */
    private TreeHash compare(Leaf leaf, List<Leaf> all, Map<NodePosition, TreeHash> nodes) {
        TreeHash journal = leaf.journal();
        if (leaf.stored().equals(journal)) {
            return leaf.stored();
        }
        TreeHash parent = nodes.get(new NodePosition(1, leaf.index() >> 1));
        boolean storedFits = parent != null && parent.equals(above(leaf, leaf.stored(), all));
        if (journal == null) {
            String what = "missing, and leaf " + leaf.index() + " is of it"
                    + (storedFits ? "" : "; or the leaf was added to ledger_leaf");
            findings.add("event_journal", leaf.name(), what);
            return leaf.stored();
        }
        String both = "expected hash " + leaf.stored() + ", found " + journal;
        if (!storedFits && parent != null && parent.equals(above(leaf, journal, all))) {
            findings.add(
                    "ledger_leaf",
                    "leaf " + leaf.index(),
                    "expected hash " + journal + " of event " + leaf.name() + ", found " + leaf.stored());
            return journal;
        }
        findings.add(
                "event_journal",
                leaf.name(),
                both + (storedFits ? "" : "; or ledger_leaf " + leaf.index() + " was changed"));
        return leaf.stored();
    }

    private static @Nullable TreeHash above(Leaf leaf, TreeHash hash, List<Leaf> all) {
        long neighbour = leaf.index() ^ 1;
        int place = Math.toIntExact(neighbour - all.getFirst().index());
        if (place < 0 || place >= all.size()) {
            return null;
        }
        TreeHash other = all.get(place).stored();
        return neighbour < leaf.index() ? TreeHash.ofNode(other, hash) : TreeHash.ofNode(hash, other);
    }

    private void compare(NodePosition position, TreeHash hash, Map<NodePosition, TreeHash> nodes) {
        TreeHash stored = nodes.get(position);
        if (!hash.equals(stored)) {
            findings.add(
                    "ledger_node",
                    "level " + position.level() + ", index " + position.index(),
                    "expected hash " + hash + ", found " + (stored == null ? "no row" : stored));
        }
    }

    private void extraNodes(long size) throws SQLException {
        String query = """
            SELECT level, node_index FROM ledger_node
            WHERE level < 1 OR level > 61 OR node_index < 0 OR node_index >= ? >> least(greatest(level, 0), 62)
            ORDER BY level, node_index
            """;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(PORTION);
            statement.setLong(1, size);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    findings.add(
                            "ledger_node",
                            "level " + rows.getInt(1) + ", index " + rows.getLong(2),
                            "a tree of " + size + " leaves has no such node");
                }
            }
        }
    }
}
