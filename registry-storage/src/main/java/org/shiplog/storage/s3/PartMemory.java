package org.shiplog.storage.s3;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The memory in which parts wait until the store has them, for the whole process. Who gets none waits in line.
 *
 * <h2>Why nobody waits for ever</h2>
 *
 * A loan ends when its part was sent, or could not be; the store's time limits see to that. While a part is still being filled
 * its loan depends on a client, who may be slow. If others wait for longer than the patience, such loans are recalled, the
 * oldest first: the holder sends what it has. Nobody who waits holds a loan that only the end of the wait could return.
 */
final class PartMemory {
    /** Runs a task once after a delay. */
    interface Timer {
        void after(Duration delay, Runnable task);
    }

    private final long capacity;
    private final Duration patience;
    private final Timer timer;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Set<Loan> filling = new LinkedHashSet<>();
    private long lent;
    private boolean watching;

    /** @param capacity in bytes */
    PartMemory(long capacity, Duration patience, Timer timer) {
        this.capacity = capacity;
        this.patience = patience;
        this.timer = timer;
    }

    private record Waiter(int bytes, CompletableFuture<Loan> granted) {}

    long capacity() {
        return capacity;
    }

    /** How many bytes are lent. */
    synchronized long lent() {
        return lent;
    }

    /** Completes when the bytes may be used; first come, first served. The borrower must return the loan. */
    CompletionStage<Loan> borrow(int bytes) {
        if (bytes > capacity) {
            throw new IllegalArgumentException(bytes + " bytes are more than all of " + capacity);
        }
        Waiter waiter = new Waiter(bytes, new CompletableFuture<>());
        synchronized (this) {
            if (waiting.isEmpty() && fits(bytes)) {
                lent += bytes;
                return CompletableFuture.completedFuture(new Loan(bytes));
            }
            waiting.add(waiter);
            if (watching) {
                return waiter.granted;
            }
            watching = true;
        }
        timer.after(patience, this::recall);
        return waiter.granted;
    }

    private boolean fits(int bytes) {
        return lent + bytes <= capacity;
    }

    // A loan is recalled at the second look, so after one to two times the patience.
    private void recall() {
        List<Runnable> recalled = new ArrayList<>();
        synchronized (this) {
            if (waiting.isEmpty()) {
                watching = false;
                filling.forEach(loan -> loan.seen = false);
                return;
            }
            long wanted = waiting.stream().mapToLong(Waiter::bytes).sum();
            for (Loan loan : List.copyOf(filling)) {
                Runnable onRecall = loan.onRecall;
                if (loan.seen && wanted > 0 && onRecall != null) {
                    filling.remove(loan);
                    recalled.add(onRecall);
                    wanted -= loan.bytes;
                }
                loan.seen = true;
            }
        }
        timer.after(patience, this::recall);
        recalled.forEach(Runnable::run);
    }

    /** The right to use some bytes. */
    final class Loan {
        private final int bytes;
        private @Nullable Runnable onRecall;
        private boolean seen;
        private boolean returned;

        private Loan(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        /** Until {@link #settle} the loan may be recalled once: its holder then sends or returns what it has. */
        void whenRecalled(Runnable task) {
            synchronized (PartMemory.this) {
                onRecall = task;
                filling.add(this);
            }
        }

        /** The part is on its way and needs no client any more. */
        void settle() {
            synchronized (PartMemory.this) {
                filling.remove(this);
            }
        }

        /** Without effect when returned before. */
        void giveBack() {
            List<Runnable> granted = new ArrayList<>();
            synchronized (PartMemory.this) {
                if (returned) {
                    return;
                }
                returned = true;
                filling.remove(this);
                lent -= bytes;
                while (!waiting.isEmpty() && fits(waiting.getFirst().bytes())) {
                    Waiter next = waiting.removeFirst();
                    lent += next.bytes();
                    granted.add(() -> next.granted().complete(new Loan(next.bytes())));
                }
            }
            granted.forEach(Runnable::run);
        }
    }
}
