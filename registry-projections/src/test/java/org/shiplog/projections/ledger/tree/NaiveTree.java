package org.shiplog.projections.ledger.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The definitions of RFC 6962, section 2.1, word for word: slow, and right beyond doubt. */
public final class NaiveTree {
    private NaiveTree() {}

    /** So many different leaves. */
    public static List<TreeHash> leaves(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> TreeHash.ofLeaf(new byte[] {(byte) (number >> 8), (byte) number}))
                .toList();
    }

    public static TreeHash root(List<TreeHash> leaves) {
        if (leaves.isEmpty()) {
            return TreeHash.EMPTY;
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int middle = middle(leaves.size());
        return TreeHash.ofNode(root(leaves.subList(0, middle)), root(leaves.subList(middle, leaves.size())));
    }

    static List<TreeHash> path(int leaf, List<TreeHash> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int middle = middle(leaves.size());
        List<TreeHash> left = leaves.subList(0, middle);
        List<TreeHash> right = leaves.subList(middle, leaves.size());
        return leaf < middle ? and(path(leaf, left), root(right)) : and(path(leaf - middle, right), root(left));
    }

    static List<TreeHash> proof(int from, List<TreeHash> leaves) {
        return proof(from, leaves, true);
    }

    private static List<TreeHash> proof(int from, List<TreeHash> leaves, boolean known) {
        if (from == leaves.size()) {
            return known ? List.of() : List.of(root(leaves));
        }
        int middle = middle(leaves.size());
        List<TreeHash> left = leaves.subList(0, middle);
        List<TreeHash> right = leaves.subList(middle, leaves.size());
        return from <= middle
                ? and(proof(from, left, known), root(right))
                : and(proof(from - middle, right, false), root(left));
    }

    private static int middle(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static List<TreeHash> and(List<TreeHash> path, TreeHash last) {
        List<TreeHash> longer = new ArrayList<>(path);
        longer.add(last);
        return longer;
    }
}
