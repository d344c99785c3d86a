package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.storage.blob.StorageContract.PATIENCE;
import static org.shiplog.storage.blob.StorageContract.resultOf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadLedger.Acquired;

/** What every {@link UploadLedger} does. */
abstract class UploadLedgerContract {
    static final String OWNER = "library/alpine";
    static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final UploadId STRANGER = new UploadId(UUID.randomUUID());

    /** A ledger over the same sessions as every other. */
    abstract UploadLedger ledger(Duration lease);

    @Test
    void beginsWithNothing() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = new UploadId(UUID.randomUUID());
        assertThat(resultOf(ledger.find(id, OWNER))).isEmpty();

        resultOf(ledger.begin(id, OWNER, DigestAlgorithm.SHA512));

        assertThat(resultOf(ledger.find(id, OWNER))).contains(0L);
        Acquired.Held held = acquire(ledger, id);
        assertThat(held.algorithm()).isEqualTo(DigestAlgorithm.SHA512);
        assertThat(held.segments()).isEmpty();
    }

    @Test
    void knowsASessionToItsOwnerOnly() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);

        assertThat(resultOf(ledger.find(id, "other"))).isEmpty();
        assertThat(resultOf(ledger.acquire(id, "other"))).isEqualTo(new Acquired.Unknown());
        assertThat(resultOf(ledger.cancel(id, "other"))).isFalse();
        assertThat(resultOf(ledger.find(id, OWNER))).contains(0L);
    }

    @Test
    void recordsWhatWasAppendedInOrder() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        Segment first = append(ledger, acquire(ledger, id).hold(), 10);
        Segment second = append(ledger, acquire(ledger, id).hold(), 5);
        resultOf(ledger.release(acquire(ledger, id).hold(), Optional.empty()));
        Segment third = append(ledger, acquire(ledger, id).hold(), 7);

        Acquired.Held held = acquire(ledger, id);

        assertThat(held.segments()).containsExactly(first, second, third);
        assertThat(held.offset()).isEqualTo(22);
        assertThat(resultOf(ledger.find(id, OWNER))).contains(22L);
        assertThat(List.of(first, second, third, new Segment(held.hold(), 1)))
                .extracting(segment -> segment.key().fence())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void isBusyWhileItIsHeld() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        append(ledger, acquire(ledger, id).hold(), 10);
        acquire(ledger, id);

        assertThat(resultOf(ledger.acquire(id, OWNER))).isEqualTo(new Acquired.Busy(10));
    }

    @Test
    void isHadAgainWhenTheLeaseHasLapsed() {
        UploadLedger ledger = ledger(SHORT);
        UploadId id = begin(ledger);
        Segment.Key lapsed = acquire(ledger, id).hold();

        Segment.Key next = acquireInTheEnd(ledger, id);

        assertThat(next.fence()).isGreaterThan(lapsed.fence());
        assertThat(resultOf(ledger.renew(Set.of(lapsed, next)))).containsExactly(next);
        assertThat(resultOf(ledger.release(lapsed, Optional.of(new Segment(lapsed, 10)))))
                .isFalse();
        assertThat(resultOf(ledger.release(lapsed, Optional.empty()))).isFalse();
        assertThat(resultOf(ledger.end(lapsed))).isFalse();
        assertThat(resultOf(ledger.find(id, OWNER))).contains(0L);
        assertThat(resultOf(ledger.release(next, Optional.of(new Segment(next, 5)))))
                .isTrue();
        assertThat(resultOf(ledger.find(id, OWNER))).contains(5L);
    }

    @Test
    void letsALateHolderFinishWhenNobodyTookItsPlace() {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);
        Segment.Key lapsed = acquire(ledger, id).hold();

        assertThat(resultOf(ledger.renew(Set.of(lapsed)))).containsExactly(lapsed);
        append(ledger, lapsed, 10);

        assertThat(resultOf(ledger.find(id, OWNER))).contains(10L);
    }

    @Test
    void keepsAHoldThatIsRenewed() {
        UploadLedger brief = ledger(SHORT);
        UploadId id = begin(brief);
        Segment.Key hold = acquire(brief, id).hold();

        assertThat(resultOf(ledger(LONG).renew(Set.of(hold)))).containsExactly(hold);

        await().pollDelay(SHORT.multipliedBy(2)).until(() -> true);
        assertThat(resultOf(brief.acquire(id, OWNER))).isEqualTo(new Acquired.Busy(0));
    }

    @Test
    void cannotUseAHoldTwice() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        Segment.Key hold = acquire(ledger, id).hold();
        append(ledger, hold, 10);

        assertThat(resultOf(ledger.renew(Set.of(hold)))).isEmpty();
        assertThat(resultOf(ledger.release(hold, Optional.of(new Segment(hold, 10)))))
                .isFalse();
        assertThat(resultOf(ledger.end(hold))).isFalse();
        assertThat(acquire(ledger, id).offset()).isEqualTo(10);
    }

    @Test
    void endsForTheHolder() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        append(ledger, acquire(ledger, id).hold(), 10);

        assertThat(resultOf(ledger.end(acquire(ledger, id).hold()))).isTrue();

        assertThat(resultOf(ledger.find(id, OWNER))).isEmpty();
        assertThat(resultOf(ledger.acquire(id, OWNER))).isEqualTo(new Acquired.Unknown());
    }

    @Test
    void endsAsItWasLeftByARelease() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        Segment.Key hold = acquire(ledger, id).hold();
        append(ledger, hold, 10);

        assertThat(resultOf(ledger.end(hold.released()))).isTrue();

        assertThat(resultOf(ledger.find(id, OWNER))).isEmpty();
    }

    @Test
    void doesNotEndAsItWasLeftWhenSomebodyAcquiredItSince() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        Segment.Key left = acquire(ledger, id).hold();
        append(ledger, left, 10);
        Segment.Key next = acquire(ledger, id).hold();

        assertThat(next.fence()).isGreaterThan(left.released().fence());
        assertThat(resultOf(ledger.end(left.released()))).isFalse();
        assertThat(resultOf(ledger.release(next, Optional.empty()))).isTrue();
        assertThat(resultOf(ledger.end(left.released()))).isFalse();
        assertThat(resultOf(ledger.find(id, OWNER))).contains(10L);
    }

    @Test
    void beginsHeld() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = new UploadId(UUID.randomUUID());

        Acquired.Held held = resultOf(ledger.beginHeld(id, OWNER, DigestAlgorithm.SHA512));

        assertThat(held.algorithm()).isEqualTo(DigestAlgorithm.SHA512);
        assertThat(held.segments()).isEmpty();
        assertThat(resultOf(ledger.acquire(id, OWNER))).isEqualTo(new Acquired.Busy(0));
        append(ledger, held.hold(), 10);
        assertThat(acquire(ledger, id).hold().fence()).isGreaterThan(held.hold().fence());
    }

    @Test
    void isCancelledWhoeverHoldsIt() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);
        Segment.Key hold = acquire(ledger, id).hold();

        assertThat(resultOf(ledger.cancel(id, OWNER))).isTrue();

        assertThat(resultOf(ledger.release(hold, Optional.of(new Segment(hold, 10)))))
                .isFalse();
        assertThat(resultOf(ledger.renew(Set.of(hold)))).isEmpty();
        assertThat(resultOf(ledger.cancel(id, OWNER))).isFalse();
    }

    @Test
    void expiresWhatNobodyHolds() {
        UploadLedger ledger = ledger(LONG);
        UploadId free = begin(ledger);
        UploadId held = begin(ledger);
        Segment.Key hold = acquire(ledger, held).hold();
        assertThat(resultOf(ledger.expire(LONG))).doesNotContain(free, held);

        assertThat(resultOf(ledger.expire(Duration.ofSeconds(-1))))
                .contains(free)
                .doesNotContain(held);

        assertThat(resultOf(ledger.unknown(Set.of(free, held, STRANGER)))).containsExactlyInAnyOrder(free, STRANGER);
        assertThat(resultOf(ledger.end(hold))).isTrue();
    }

    @Test
    void givesASessionToOneOfManyAtOnce() {
        UploadLedger ledger = ledger(LONG);
        UploadId id = begin(ledger);

        for (int round = 0; round < 20; round++) {
            List<Acquired.Held> held = IntStream.range(0, 16).mapToObj(_ -> ledger.acquire(id, OWNER)).toList().stream()
                    .map(StorageContract::resultOf)
                    .flatMap(acquired -> acquired instanceof Acquired.Held one ? Stream.of(one) : Stream.empty())
                    .toList();
            assertThat(held).hasSize(1);
            assertThat(held.getFirst().offset()).isEqualTo(round);
            append(ledger, held.getFirst().hold(), 1);
        }
    }

    /** Holders whose leases lapse at once, so that they take each other's place all the time. */
    @Test
    void recordsEveryAcknowledgedSegmentWhenHoldersTakeEachOthersPlace() {
        UploadLedger ledger = ledger(Duration.ZERO);
        UploadId id = begin(ledger);

        long recorded = IntStream.range(0, 200)
                .mapToObj(_ -> ledger.acquire(id, OWNER).thenCompose(acquired -> appendIfAtTheEnd(ledger, acquired)))
                .toList()
                .stream()
                .filter(StorageContract::resultOf)
                .count();

        Acquired.Held held = acquire(ledger, id);
        assertThat(held.segments()).hasSize((int) recorded);
        assertThat(held.segments())
                .isNotEmpty()
                .extracting(Segment::length)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    // The length tells how many segments the holder saw, so two that saw the same would be found.
    private static CompletionStage<Boolean> appendIfAtTheEnd(UploadLedger ledger, Acquired acquired) {
        Acquired.Held held = (Acquired.Held) acquired;
        return ledger.release(
                held.hold(),
                Optional.of(new Segment(held.hold(), held.segments().size() + 1L)));
    }

    static UploadId begin(UploadLedger ledger) {
        UploadId id = new UploadId(UUID.randomUUID());
        resultOf(ledger.begin(id, OWNER, DigestAlgorithm.SHA256));
        return id;
    }

    static Acquired.Held acquire(UploadLedger ledger, UploadId id) {
        return (Acquired.Held) resultOf(ledger.acquire(id, OWNER));
    }

    private static Segment.Key acquireInTheEnd(UploadLedger ledger, UploadId id) {
        Acquired acquired = await().atMost(PATIENCE)
                .until(() -> resultOf(ledger.acquire(id, OWNER)), Acquired.Held.class::isInstance);
        return ((Acquired.Held) acquired).hold();
    }

    static Segment append(UploadLedger ledger, Segment.Key hold, long length) {
        Segment segment = new Segment(hold, length);
        assertThat(resultOf(ledger.release(hold, Optional.of(segment)))).isTrue();
        return segment;
    }
}
