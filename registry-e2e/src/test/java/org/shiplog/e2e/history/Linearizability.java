package org.shiplog.e2e.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.shiplog.e2e.history.TagOperation.Kind;

/**
 * Tells whether the operations on one tag can be put into one order that explains every answer and agrees with real time:
 * an operation that returned before another was called comes before it. The search is the one of Wing and Gong with Lowe's
 * memory of what was tried.
 *
 * <p>A write of unknown outcome is placed only where a read needs it, right before that read: anywhere else it could as well
 * not have happened. Of several that wrote the same, the one called first is taken, since it may stand wherever a later one may.
 * Without that, each such write would double what is to be tried.
 */
public final class Linearizability {
    private final Entry head = Entry.bound();
    private final Map<Optional<String>, List<Unanswered>> unanswered = new HashMap<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Set<Tried> tried = new HashSet<>();
    private BitSet placed = new BitSet();
    private Optional<String> value = Optional.empty();

    private Linearizability(List<TagOperation> operations) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            TagOperation operation = operations.get(i);
            if (!operation.isOpen()) {
                Entry.add(entries, operation, i);
            } else if (operation.kind() == Kind.WRITE) {
                unanswered
                        .computeIfAbsent(operation.value(), _ -> new ArrayList<>())
                        .add(new Unanswered(operation.called(), i));
            }
        }
        unanswered.values().forEach(writes -> writes.sort(Comparator.comparingLong(Unanswered::called)));
        // At the same instant a call comes first: the two operations then count as concurrent.
        entries.sort(Comparator.comparingLong(Entry::time).thenComparing(Entry::isReturn));
        Entry last = head;
        for (Entry entry : entries) {
            last = entry.after(last);
        }
    }

    /** A tag that was never written before the first operation. */
    public static boolean holds(List<TagOperation> operations) {
        return new Linearizability(operations).search();
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
        BitSet extended = (BitSet) placed.clone();
        extended.set(call.index());
        if (operation.kind() == Kind.READ && !operation.value().equals(value)) {
            Optional<Unanswered> write = unanswered(operation.value(), call);
            if (write.isEmpty()) {
                return false;
            }
            extended.set(write.get().index());
        }
        if (!tried.add(new Tried(extended, operation.value()))) {
            return false;
        }
        steps.push(new Step(call, placed, value));
        placed = extended;
        value = operation.value();
        call.unlink();
        return true;
    }

    /** The first write of the value that nobody answered, unless it was called after something that is still to be placed. */
    private Optional<Unanswered> unanswered(Optional<String> wanted, Entry call) {
        Entry firstReturn = call;
        while (!firstReturn.isReturn()) {
            firstReturn = Objects.requireNonNull(firstReturn.next());
        }
        long latest = firstReturn.time();
        return unanswered.getOrDefault(wanted, List.of()).stream()
                .filter(write -> !placed.get(write.index()))
                .findFirst()
                .filter(write -> write.called() <= latest);
    }

    private Entry takeBack() {
        Step step = steps.pop();
        placed = step.before();
        value = step.valueBefore();
        step.call().relink();
        return step.call();
    }

    private record Unanswered(long called, int index) {}

    private record Tried(BitSet placed, Optional<String> value) {}

    private record Step(Entry call, BitSet before, Optional<String> valueBefore) {}
}
