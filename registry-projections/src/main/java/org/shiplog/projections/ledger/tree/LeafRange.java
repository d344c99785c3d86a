package org.shiplog.projections.ledger.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The leaves from {@code begin} up to but not including {@code end}, where {@code begin} is a multiple of the largest power of two
 * that is not above their number. The tree is cut into such ranges only.
 */
public record LeafRange(long begin, long end) {
    public LeafRange {
        if (begin < 0 || end <= begin || begin % Long.highestOneBit(end - begin) != 0) {
            throw new IllegalArgumentException("no range of leaves: " + begin + " to " + end);
        }
    }

    /** The largest complete subtrees that make it up, from the left: as many as its size has binary ones. */
    public List<NodePosition> nodes() {
        List<NodePosition> nodes = new ArrayList<>();
        long at = begin;
        while (at < end) {
            long leaves = Long.highestOneBit(end - at);
            int level = Long.numberOfTrailingZeros(leaves);
            nodes.add(new NodePosition(level, at >> level));
            at += leaves;
        }
        return nodes;
    }

    /** Its hash, from those of its complete subtrees. */
    public TreeHash hash(Function<NodePosition, TreeHash> known) {
        List<TreeHash> hashes = nodes().stream().map(known).toList();
        return fold(hashes);
    }

    static TreeHash fold(List<TreeHash> subtrees) {
        TreeHash hash = subtrees.getLast();
        for (int left = subtrees.size() - 2; left >= 0; left--) {
            hash = TreeHash.ofNode(subtrees.get(left), hash);
        }
        return hash;
    }

    /** Where the tree over this range is cut in two: the largest power of two below its size. Of ranges of at least two leaves. */
    long middle() {
        return begin + Long.highestOneBit(end - begin - 1);
    }
}
