package org.shiplog.domain.collection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map that shares structure with its earlier versions: {@code put} and {@code remove} copy one path of
 * the tree, O(log n), so that an aggregate's state can be a value however large it grows.
 *
 * <p>A weight-balanced tree with the balance parameters (3, 2) that were proven sound by Hirai and Yamamoto, "Balancing
 * weight-balanced trees", Journal of Functional Programming 21(3), 2011.
 */
public final class PersistentMap<K extends Comparable<K>, V> {
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);
    private static final int DELTA = 3;
    private static final int RATIO = 2;

    private final @Nullable Node<K, V> root;

    private PersistentMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // An empty map holds nothing of any type.
    public static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /** Builds a map in O(n). @throws IllegalArgumentException unless the keys strictly ascend */
    public static <K extends Comparable<K>, V> PersistentMap<K, V> ofSorted(List<Entry<K, V>> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i - 1).key().compareTo(entries.get(i).key()) >= 0) {
                throw new IllegalArgumentException("keys out of order at " + i);
            }
        }
        return new PersistentMap<>(build(entries, 0, entries.size()));
    }

    public int size() {
        return size(root);
    }

    public boolean isEmpty() {
        return root == null;
    }

    public boolean containsKey(K key) {
        return find(key) != null;
    }

    public @Nullable V get(K key) {
        Node<K, V> node = find(key);
        return node == null ? null : node.value;
    }

    /** The map's own key, where it has one that equals the given one: keeping that saves keeping the same twice. */
    public K ownKey(K key) {
        Node<K, V> node = find(key);
        return node == null ? key : node.key;
    }

    public PersistentMap<K, V> put(K key, V value) {
        return new PersistentMap<>(put(root, key, value));
    }

    public PersistentMap<K, V> remove(K key) {
        return containsKey(key) ? new PersistentMap<>(remove(root, key)) : this;
    }

    /** At most {@code limit} entries in key order, those strictly after {@code after}, or from the first one if null. */
    public List<Entry<K, V>> entriesAfter(@Nullable K after, int limit) {
        List<Entry<K, V>> page = new ArrayList<>(Math.min(limit, size()));
        collect(root, after, limit, page);
        return page;
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        forEach(root, action);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PersistentMap<?, ?> that
                && size() == that.size()
                && entriesAfter(null, size()).equals(that.entriesAfter(null, size()));
    }

    @Override
    public int hashCode() {
        return entriesAfter(null, size()).hashCode();
    }

    @Override
    public String toString() {
        return entriesAfter(null, size()).toString();
    }

    public record Entry<K, V>(K key, V value) {}

    private record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int size) {
        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this(key, value, left, right, 1 + PersistentMap.size(left) + PersistentMap.size(right));
        }
    }

    private static int size(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    private @Nullable Node<K, V> find(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> build(
            List<Entry<K, V>> entries, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        Entry<K, V> entry = entries.get(middle);
        return new Node<>(entry.key(), entry.value(), build(entries, from, middle), build(entries, middle + 1, to));
    }

    private static <K extends Comparable<K>, V> Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(node.key, value, node.left, node.right);
        }
        return order < 0
                ? balance(node.key, node.value, put(node.left, key, value), node.right)
                : balance(node.key, node.value, node.left, put(node.right, key, value));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balance(node.key, node.value, remove(node.left, key), node.right);
        }
        if (order > 0) {
            return balance(node.key, node.value, node.left, remove(node.right, key));
        }
        if (node.right == null) {
            return node.left;
        }
        Node<K, V> successor = first(node.right);
        return balance(successor.key, successor.value, node.left, remove(node.right, successor.key));
    }

    private static <K, V> Node<K, V> first(Node<K, V> node) {
        Node<K, V> first = node;
        while (first.left != null) {
            first = first.left;
        }
        return first;
    }

    private static <K, V> Node<K, V> balance(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int leftWeight = size(left) + 1;
        int rightWeight = size(right) + 1;
        if (right != null && rightWeight > DELTA * leftWeight) {
            return rotateLeft(key, value, left, right);
        }
        if (left != null && leftWeight > DELTA * rightWeight) {
            return rotateRight(key, value, left, right);
        }
        return new Node<>(key, value, left, right);
    }

    private static <K, V> Node<K, V> rotateLeft(K key, V value, @Nullable Node<K, V> left, Node<K, V> right) {
        Node<K, V> inner = right.left;
        if (inner == null || size(inner) + 1 < RATIO * (size(right.right) + 1)) {
            return new Node<>(right.key, right.value, new Node<>(key, value, left, inner), right.right);
        }
        return new Node<>(
                inner.key,
                inner.value,
                new Node<>(key, value, left, inner.left),
                new Node<>(right.key, right.value, inner.right, right.right));
    }

    private static <K, V> Node<K, V> rotateRight(K key, V value, Node<K, V> left, @Nullable Node<K, V> right) {
        Node<K, V> inner = left.right;
        if (inner == null || size(inner) + 1 < RATIO * (size(left.left) + 1)) {
            return new Node<>(left.key, left.value, left.left, new Node<>(key, value, inner, right));
        }
        return new Node<>(
                inner.key,
                inner.value,
                new Node<>(left.key, left.value, left.left, inner.left),
                new Node<>(key, value, inner.right, right));
    }

    private static <K extends Comparable<K>, V> void collect(
            @Nullable Node<K, V> node, @Nullable K after, int limit, List<Entry<K, V>> page) {
        if (node == null || page.size() >= limit) {
            return;
        }
        boolean wanted = after == null || node.key.compareTo(after) > 0;
        if (wanted) {
            collect(node.left, after, limit, page);
            if (page.size() < limit) {
                page.add(new Entry<>(node.key, node.value));
            }
        }
        collect(node.right, after, limit, page);
    }

    private static <K, V> void forEach(@Nullable Node<K, V> node, BiConsumer<? super K, ? super V> action) {
        if (node != null) {
            forEach(node.left, action);
            action.accept(node.key, node.value);
            forEach(node.right, action);
        }
    }
}
