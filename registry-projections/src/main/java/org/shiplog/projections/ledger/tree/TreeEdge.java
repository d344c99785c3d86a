package org.shiplog.projections.ledger.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The right edge of a tree: all that is needed to let it grow and to know its root, however many leaves there are. Not safe for use
 * by several threads.
 */
public final class TreeEdge {
    private final List<TreeHash> subtrees;
    private long size;

    private TreeEdge(long size, List<TreeHash> subtrees) {
        this.size = size;
        this.subtrees = new ArrayList<>(subtrees);
    }

    /** Of a tree without leaves. */
    public static TreeEdge empty() {
        return new TreeEdge(0, List.of());
    }

    /** Which hashes the edge of a tree of that size consists of. */
    public static List<NodePosition> positions(long size) {
        return size == 0 ? List.of() : new LeafRange(0, size).nodes();
    }

    /** @param subtrees those of {@link #positions}, in that order */
    public static TreeEdge of(long size, List<TreeHash> subtrees) {
        if (subtrees.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException("the edge of " + size + " leaves is not " + subtrees.size() + " hashes");
        }
        return new TreeEdge(size, subtrees);
    }

    public long size() {
        return size;
    }

    /** @param completed told of each inner node that has got all its leaves by this one, lowest first */
    public void append(TreeHash leaf, BiConsumer<NodePosition, TreeHash> completed) {
        NodePosition position = new NodePosition(0, size);
        TreeHash hash = leaf;
        while (position.index() % 2 == 1) {
            hash = TreeHash.ofNode(subtrees.removeLast(), hash);
            position = position.parent();
            completed.accept(position, hash);
        }
        subtrees.add(hash);
        size++;
    }

    public TreeHash root() {
        return size == 0 ? TreeHash.EMPTY : LeafRange.fold(subtrees);
    }
}
