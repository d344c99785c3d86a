package org.shiplog.projections.ledger.tree;

/**
 * The place of a complete subtree: of the {@code 2^level} leaves from {@code index * 2^level} on. Its hash never changes once all
 * of them are there.
 *
 * @param level 0 for leaves
 */
public record NodePosition(int level, long index) {
    public NodePosition {
        if (level < 0 || level >= Long.SIZE - 1 || index < 0) {
            throw new IllegalArgumentException("no place in a tree: level " + level + ", index " + index);
        }
    }

    NodePosition parent() {
        return new NodePosition(level + 1, index >> 1);
    }
}
