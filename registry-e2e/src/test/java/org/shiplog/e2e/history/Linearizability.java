package org.shiplog.e2e.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.e2e.history.TagOperation.Kind;

/**
 * Tells whether the operations on one tag can be put into one order that explains every answer and agrees with real time:
 * an operation that returned before another was called comes before it. The search is the one of Wing and Gong with Lowe's
 * memory of what was tried.
 */
public final class Linearizability {
    private final Entry head = Entry.bound();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Set<Tried> tried = new HashSet<>();
    private BitSet placed = new BitSet();
    private Optional<String> value = Optional.empty();

    private Linearizability(List<TagOperation> operations) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Entry.add(entries, operations.get(i), i);
        }
        // At the same instant a call comes first: the two operations then count as concurrent.
        entries.sort(Comparator.comparingLong(Entry::time).thenComparing(Entry::isReturn));
        Entry last = head;
        for (Entry entry : entries) {
            last = entry.after(last);
        }
    }

    /** A tag that was never written before the first operation. */
    public static boolean holds(List<TagOperation> operations) {
        Set<Optional<String>> seen = operations.stream()
                .filter(operation -> operation.kind() == Kind.READ)
                .map(TagOperation::value)
                .collect(Collectors.toSet());
        // A write of unknown outcome that nobody saw need not have happened.
        return new Linearizability(operations.stream()
                        .filter(operation -> !operation.isOpen()
                                || operation.kind() == Kind.WRITE && seen.contains(operation.value()))
                        .toList())
                .search();
    }

    private boolean search() {
        Entry entry = head.next();
        while (entry != null) {
            if (!entry.isReturn() && place(entry)) {
                entry = head.next();
            } else if (!entry.isReturn()) {
                entry = entry.next();
            } else if (steps.isEmpty()) {
                return false;
            } else {
                entry = takeBack().next();
            }
        }
        return true;
    }

    private boolean place(Entry call) {
        TagOperation operation = call.operation();
        if (operation.kind() == Kind.READ && !operation.value().equals(value)) {
            return false;
        }
        BitSet extended = (BitSet) placed.clone();
        extended.set(call.index());
        if (!tried.add(new Tried(extended, operation.value()))) {
            return false;
        }
        steps.push(new Step(call, placed, value));
        placed = extended;
        value = operation.value();
        call.unlink();
        return true;
    }

    private Entry takeBack() {
        Step step = steps.pop();
        placed = step.before();
        value = step.valueBefore();
        step.call().relink();
        return step.call();
    }

    private record Tried(BitSet placed, Optional<String> value) {}

    private record Step(Entry call, BitSet before, Optional<String> valueBefore) {}
}
