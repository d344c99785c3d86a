package org.shiplog.projections.ledger.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That a leaf is in a tree (RFC 9162, section 2.1.3).
 *
 * @param index of the leaf, from 0
 * @param size of the tree, in leaves
 * @param path from the leaf's neighbour to the root's child
 */
public record InclusionProof(long index, long size, List<TreeHash> path) {
    /** More than a tree of {@link Long#MAX_VALUE} leaves needs. */
    public static final int MAX_LENGTH = 64;

    public InclusionProof {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " among " + size);
        }
        path = List.copyOf(path);
    }

    /** The ranges of leaves whose hashes are the path. */
    public static List<LeafRange> ranges(long index, long size) {
        List<LeafRange> path = new ArrayList<>();
        LeafRange within = new LeafRange(0, size);
        while (within.end() - within.begin() > 1) {
            long middle = within.middle();
            LeafRange left = new LeafRange(within.begin(), middle);
            LeafRange right = new LeafRange(middle, within.end());
            path.addFirst(index < middle ? right : left);
            within = index < middle ? left : right;
        }
        return path;
    }

    /** The root that the leaf and the path lead to; empty when the path has not the length that it must have. */
    public Optional<TreeHash> root(TreeHash leaf) {
        long node = index;
        long last = size - 1;
        TreeHash hash = leaf;
        for (TreeHash neighbour : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if (node % 2 == 1 || node == last) {
                hash = TreeHash.ofNode(neighbour, hash);
                while (node % 2 == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHash.ofNode(hash, neighbour);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }
}
