package org.shiplog.projections.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.projections.ledger.tree.ConsistencyProof;
import org.shiplog.projections.ledger.tree.InclusionProof;
import org.shiplog.projections.ledger.tree.LeafRange;
import org.shiplog.projections.ledger.tree.NodePosition;
import org.shiplog.projections.ledger.tree.TreeEdge;
import org.shiplog.projections.ledger.tree.TreeHash;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.BulkRows;

/**
 * The tree as it is stored, over one connection. Roots and proofs cost one query for some dozens of rows at most, however large the
 * tree is. Tables are named without a schema, as read models name theirs.
 */
public final class LedgerTree {
    // Index: the primary keys, by subqueries that no plan turns into joins over the whole tables.
    private static final String HASHES = """
        SELECT wanted.level, wanted.node_index,
               CASE WHEN wanted.level = 0
                    THEN (SELECT leaf.hash FROM ledger_leaf AS leaf WHERE leaf.leaf_index = wanted.node_index)
                    ELSE (SELECT node.hash FROM ledger_node AS node
                          WHERE node.level = wanted.level AND node.node_index = wanted.node_index)
               END AS hash
        FROM unnest(?, ?) AS wanted (level, node_index)
        """;

    private final Connection connection;

    public LedgerTree(Connection connection) {
        this.connection = connection;
    }

    /** How many leaves there are. */
    public long size() throws SQLException {
        // Index: the primary key, backwards.
        SqlText query = SqlText.of("SELECT coalesce(max(leaf_index) + 1, 0) FROM ledger_leaf");
        return BlockingQueries.rows(connection, query, row -> row.getLong(1)).getFirst();
    }

    /** The right edge of the tree as it was when it had that many leaves. */
    public TreeEdge edge(long size) throws SQLException {
        List<NodePosition> positions = TreeEdge.positions(size);
        Map<NodePosition, TreeHash> hashes = hashes(positions);
        return TreeEdge.of(size, positions.stream().map(hashes::get).toList());
    }

    public TreeHash root(long size) throws SQLException {
        return edge(size).root();
    }

    /** Where the hash of that leaf is in the tree of that size. */
    public InclusionProof inclusion(long index, long size) throws SQLException {
        return new InclusionProof(index, size, hashesOf(InclusionProof.ranges(index, size)));
    }

    /** That the tree of the one size grew from that of the other. */
    public ConsistencyProof consistency(long from, long to) throws SQLException {
        return new ConsistencyProof(from, to, hashesOf(ConsistencyProof.ranges(from, to)));
    }

    private List<TreeHash> hashesOf(List<LeafRange> ranges) throws SQLException {
        Set<NodePosition> positions =
                ranges.stream().flatMap(range -> range.nodes().stream()).collect(Collectors.toSet());
        Map<NodePosition, TreeHash> hashes = hashes(positions);
        return ranges.stream()
                .map(range -> range.hash(position -> Objects.requireNonNull(hashes.get(position))))
                .toList();
    }

    /** @throws LedgerDamagedException when one of them is not there */
    private Map<NodePosition, TreeHash> hashes(Collection<NodePosition> positions) throws SQLException {
        Map<NodePosition, TreeHash> hashes = stored(positions);
        for (NodePosition position : positions) {
            if (!hashes.containsKey(position)) {
                throw new LedgerDamagedException(
                        "the ledger lacks the hash " + position.index() + " of level " + position.level());
            }
        }
        return hashes;
    }

    /** Those of the hashes that are there. */
    public Map<NodePosition, TreeHash> stored(Collection<NodePosition> positions) throws SQLException {
        BulkRows wanted = new BulkRows("int4", "int8");
        positions.forEach(position -> wanted.add(position.level(), position.index()));
        Map<NodePosition, TreeHash> stored = new HashMap<>();
        wanted.returning(connection, HASHES, row -> {
            byte[] hash = row.getBytes(3);
            if (hash != null) {
                stored.put(new NodePosition(row.getInt(1), row.getLong(2)), TreeHash.of(hash));
            }
            return stored;
        });
        return stored;
    }
}
