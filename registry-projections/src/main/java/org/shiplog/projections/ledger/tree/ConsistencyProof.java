package org.shiplog.projections.ledger.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * That a tree begins with all leaves of an earlier one, in the same order (RFC 9162, section 2.1.4).
 *
 * @param from size of the earlier tree, at least 1
 * @param to size of the later tree, at least {@code from}
 * @param path empty when both sizes are the same
 */
public record ConsistencyProof(long from, long to, List<TreeHash> path) {
    public ConsistencyProof {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("no tree grows from " + from + " to " + to + " leaves");
        }
        path = List.copyOf(path);
    }

    /** The ranges of leaves whose hashes are the path. */
    public static List<LeafRange> ranges(long from, long to) {
        List<LeafRange> path = new ArrayList<>();
        LeafRange within = new LeafRange(0, to);
        while (within.end() != from) {
            long middle = within.middle();
            LeafRange left = new LeafRange(within.begin(), middle);
            LeafRange right = new LeafRange(middle, within.end());
            path.addFirst(from <= middle ? right : left);
            within = from <= middle ? left : right;
        }
        // The earlier tree itself is known to whoever asks.
        if (within.begin() != 0) {
            path.addFirst(within);
        }
        return path;
    }

    /** Whether the tree with the later root is one that grew from the tree with the earlier root. */
    public boolean proves(TreeHash earlier, TreeHash later) {
        if (from == to) {
            return path.isEmpty() && earlier.equals(later);
        }
        // An earlier tree that is complete is a node of the later one and not in the path.
        List<TreeHash> hashes = new ArrayList<>(path);
        if (Long.bitCount(from) == 1) {
            hashes.addFirst(earlier);
        }
        return !hashes.isEmpty() && leadsTo(hashes, earlier, later);
    }

    private boolean leadsTo(List<TreeHash> hashes, TreeHash earlier, TreeHash later) {
        int complete = Long.numberOfTrailingZeros(from);
        long node = (from - 1) >> complete;
        long last = (to - 1) >> complete;
        TreeHash first = hashes.getFirst();
        TreeHash second = hashes.getFirst();
        for (TreeHash hash : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if (node % 2 == 1 || node == last) {
                first = TreeHash.ofNode(hash, first);
                second = TreeHash.ofNode(hash, second);
                while (node % 2 == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                second = TreeHash.ofNode(second, hash);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && first.equals(earlier) && second.equals(later);
    }
}
