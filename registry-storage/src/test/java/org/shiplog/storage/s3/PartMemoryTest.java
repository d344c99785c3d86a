package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartMemoryTest {
    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final PartMemory memory = new PartMemory(100, Duration.ofSeconds(1), (_, task) -> timers.add(task));

    @Test
    void lendsNoMoreThanItHas() {
        CompletableFuture<PartMemory.Loan> first = borrow(60);
        CompletableFuture<PartMemory.Loan> second = borrow(60);

        assertThat(first).isCompleted();
        assertThat(second).isNotCompleted();
        assertThat(memory.lent()).isEqualTo(60);

        first.join().giveBack();

        assertThat(second).isCompleted();
        assertThat(memory.lent()).isEqualTo(60);
    }

    @Test
    void lendsInTheOrderOfAsking() {
        PartMemory.Loan all = borrow(100).join();
        CompletableFuture<PartMemory.Loan> large = borrow(90);
        CompletableFuture<PartMemory.Loan> small = borrow(10);
        CompletableFuture<PartMemory.Loan> tiny = borrow(1);

        all.giveBack();

        assertThat(large).isCompleted();
        assertThat(small).isCompleted();
        assertThat(tiny).isNotCompleted();
    }

    @Test
    void doesNotLetSmallOnesOvertakeALargeOne() {
        PartMemory.Loan first = borrow(50).join();
        CompletableFuture<PartMemory.Loan> large = borrow(100);

        assertThat(borrow(10)).isNotCompleted();

        first.giveBack();
        assertThat(large).isCompleted();
    }

    @Test
    void takesALoanBackOnce() {
        PartMemory.Loan loan = borrow(60).join();

        loan.giveBack();
        loan.giveBack();

        assertThat(memory.lent()).isZero();
    }

    @Test
    void refusesMoreThanThereEverIs() {
        assertThatThrownBy(() -> memory.borrow(101)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void recallsTheOldestLoansThatAreStillBeingFilledWhenOthersWait() {
        List<String> recalled = new ArrayList<>();
        filling("first", recalled);
        PartMemory.Loan sent = filling("sent", recalled);
        filling("third", recalled);
        sent.settle();
        borrow(40);
        tick();

        assertThat(recalled).isEmpty();

        tick();

        assertThat(recalled).containsExactly("first", "third");
    }

    @Test
    void recallsNoMoreThanIsWanted() {
        List<String> recalled = new ArrayList<>();
        filling("first", recalled);
        filling("second", recalled);
        filling("third", recalled);
        borrow(20);
        tick();
        tick();

        assertThat(recalled).containsExactly("first");
    }

    @Test
    void recallsNothingWhileNobodyWaits() {
        List<String> recalled = new ArrayList<>();
        filling("first", recalled);
        PartMemory.Loan rest = borrow(70).join();
        CompletableFuture<PartMemory.Loan> waiting = borrow(70);
        tick();
        rest.giveBack();
        assertThat(waiting).isCompleted();

        tick();

        assertThat(recalled).isEmpty();
        assertThat(timers).isEmpty();
    }

    private CompletableFuture<PartMemory.Loan> borrow(int bytes) {
        return memory.borrow(bytes).toCompletableFuture();
    }

    private PartMemory.Loan filling(String name, List<String> recalled) {
        PartMemory.Loan loan = borrow(30).join();
        loan.whenRecalled(() -> recalled.add(name));
        return loan;
    }

    private void tick() {
        timers.removeFirst().run();
    }
}
