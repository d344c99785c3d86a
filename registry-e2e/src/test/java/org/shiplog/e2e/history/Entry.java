package org.shiplog.e2e.history;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.e2e.history.TagOperation.Kind;

/** A call or a return in the list of those that are still to be explained. */
final class Entry {
    private final TagOperation operation;
    private final int index;
    private final boolean isReturn;
    private @Nullable Entry answer;
    private @Nullable Entry previous;
    private @Nullable Entry next;

    private Entry(TagOperation operation, int index, boolean isReturn) {
        this.operation = operation;
        this.index = index;
        this.isReturn = isReturn;
    }

    /** What stands before the first entry. */
    static Entry bound() {
        return new Entry(new TagOperation("", Kind.READ, Optional.empty(), Long.MIN_VALUE, Long.MIN_VALUE), -1, false);
    }

    static void add(List<Entry> entries, TagOperation operation, int index) {
        var call = new Entry(operation, index, false);
        var answer = new Entry(operation, index, true);
        call.answer = answer;
        entries.add(call);
        entries.add(answer);
    }

    /** Puts this entry behind another, as the last. */
    Entry after(Entry last) {
        last.next = this;
        previous = last;
        return this;
    }

    /** Takes a call and its return out of the list. */
    void unlink() {
        skip();
        answer().skip();
    }

    /** Puts a call and its return back where they were; only in the reverse order of taking out. */
    void relink() {
        answer().insert();
        insert();
    }

    private void skip() {
        Objects.requireNonNull(previous).next = next;
        if (next != null) {
            next.previous = previous;
        }
    }

    private void insert() {
        Objects.requireNonNull(previous).next = this;
        if (next != null) {
            next.previous = this;
        }
    }

    private Entry answer() {
        return Objects.requireNonNull(answer);
    }

    @Nullable
    Entry next() {
        return next;
    }

    long time() {
        return isReturn ? operation.returned() : operation.called();
    }

    boolean isReturn() {
        return isReturn;
    }

    int index() {
        return index;
    }

    TagOperation operation() {
        return operation;
    }
}
