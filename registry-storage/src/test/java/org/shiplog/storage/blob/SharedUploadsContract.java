package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;
import org.shiplog.storage.blob.UploadSessions.Refusal;

/** What {@link LedgeredUploadSessions} of several nodes do with each other's sessions, on every medium. */
abstract class SharedUploadsContract extends UploadsContract {
    private static final byte[] CONTENT = randomBytes(300_000);
    private static final byte[] START = Arrays.copyOf(CONTENT, 100_000);
    private static final byte[] REST = Arrays.copyOfRange(CONTENT, 100_000, 300_000);
    private static final Digest DIGEST = sha256(CONTENT);
    private static final CommitResult COMMITTED = new CommitResult.Committed(DIGEST, 300_000);
    private static final Duration HOUR = Duration.ofHours(1);

    private Node one;
    private Node other;

    @BeforeEach
    void startAnotherNode() {
        one = node();
        other = new Node(medium.staging());
    }

    @AfterEach
    void stopTheOtherNode() {
        other.ledger.cut();
    }

    @Test
    void goesOnWithEveryPartOnAnotherNode() {
        UploadId id = begin();
        for (int part = 0; part < 30; part++) {
            Node next = part % 2 == 0 ? one : other;
            byte[] bytes = Arrays.copyOfRange(CONTENT, part * 10_000, (part + 1) * 10_000);

            assertThat(next.append(id, bytes)).isEqualTo(new AppendResult.Appended((part + 1) * 10_000L));
            assertThat(one.offset(id)).isEqualTo(other.offset(id));
        }

        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void commitsOnANodeThatSawNoneOfTheBytes() {
        UploadId id = begin();
        one.append(id, START);
        one.append(id, REST);

        assertThat(other.commit(id, DIGEST)).isEqualTo(COMMITTED);

        assertThat(resultOf(one.sessions.offset(id, OWNER))).isEmpty();
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void findsAWrongDigestOnANodeThatSawNoneOfTheBytes() {
        Digest wrong = sha256(START);
        UploadId id = begin();
        one.append(id, CONTENT);

        assertThat(other.commit(id, wrong)).isEqualTo(new CommitResult.DigestMismatch(wrong, DIGEST));
    }

    @Test
    void waitsUntilAnotherNodeHasAppended() {
        UploadId id = begin();
        Transfer first = new Transfer(one, id);
        first.send(START);
        awaitHeld(id);

        CompletionStage<AppendResult> second = other.sessions.append(id, OWNER, chunk(UNSAID, UNSAID, inChunks(REST)));
        first.complete();

        assertThat(first.result()).isEqualTo(new AppendResult.Appended(100_000));
        assertThat(resultOf(second)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);
    }

    @Test
    void isBusyWhenAnotherNodeDoesNotStopAppending() {
        UploadId id = begin();
        one.append(id, START);
        Transfer first = new Transfer(one, id);
        first.send(REST);
        awaitHeld(id);

        assertThat(other.append(id, REST)).isEqualTo(new Refusal.SessionBusy(100_000));
        assertThat(other.commit(id, DIGEST)).isEqualTo(new Refusal.SessionBusy(100_000));

        first.complete();
        assertThat(first.result()).isEqualTo(new AppendResult.Appended(300_000));
    }

    @Test
    void takesOverFromANodeThatDiedAtTheFirstTry() {
        UploadId id = begin();
        one.append(id, START);
        Transfer first = new Transfer(one, id);
        first.send(REST);
        awaitHeld(id);

        one.ledger.cut();

        assertThat(other.append(id, REST)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(other.commit(id, DIGEST)).isEqualTo(COMMITTED);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        first.complete();
        assertThatThrownBy(first::result).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void ignoresAWriterThatWakesAfterAnotherTookItsPlace() {
        UploadId id = begin();
        Transfer paused = new Transfer(one, id);
        paused.send(randomBytes(50_000));
        awaitHeld(id);
        one.ledger.cut();
        assertThat(other.append(id, START)).isEqualTo(new AppendResult.Appended(100_000));

        one.ledger.mend();
        paused.send(randomBytes(60_000));
        paused.complete();

        assertThatThrownBy(paused::result).isInstanceOf(BlobStoreException.class);
        assertThat(one.append(id, REST)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(other.commit(id, DIGEST)).isEqualTo(COMMITTED);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void cleansUpBehindAWriterThatWakesAfterTheSessionHasEnded() {
        UploadId id = begin();
        Transfer paused = new Transfer(one, id);
        paused.send(randomBytes(50_000));
        awaitHeld(id);
        one.ledger.cut();
        other.append(id, CONTENT);
        assertThat(other.commit(id, DIGEST)).isEqualTo(COMMITTED);

        one.ledger.mend();
        paused.complete();

        assertThat(paused.result()).isEqualTo(new Refusal.SessionUnknown());
        awaitNoLeftovers();
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void repeatsACommitThatANodeDidNotBringToItsEnd() {
        UploadId id = begin();
        one.append(id, CONTENT);
        one.ledger.cutAtEnd();
        assertThatThrownBy(() -> one.commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);

        assertThat(other.commit(id, DIGEST)).isEqualTo(COMMITTED);

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void letsOneOfTheCommitsOfTwoNodesWin() {
        UploadId id = begin();
        one.append(id, START);
        one.append(id, REST);

        List<CompletionStage<CommitResult>> commits = Stream.of(one, other, one, other)
                .map(node -> node.sessions.commit(id, OWNER, DIGEST))
                .toList();

        assertThat(commits)
                .map(StorageContract::resultOf)
                .containsOnlyOnce(COMMITTED)
                .noneMatch(CommitResult.DigestMismatch.class::isInstance);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void breaksOffAnAppendThatIsCancelledThroughAnotherNode() {
        UploadId id = begin();
        Transfer transfer = new Transfer(one, id);
        transfer.send(START);
        awaitHeld(id);

        assertThat(resultOf(other.sessions.cancel(id, OWNER))).isTrue();

        assertThat(transfer.result()).isEqualTo(new Refusal.SessionUnknown());
        awaitNoLeftovers();
        assertThat(one.sessions.running()).isZero();
    }

    @Test
    void losesNoAcknowledgedPartWhenBothNodesAppendAtOnce() {
        UploadId id = begin();

        List<AppendResult> results = IntStream.range(0, 40)
                .mapToObj(i -> (i % 2 == 0 ? one : other)
                        .sessions.append(
                                id, OWNER, chunk(UNSAID, OptionalLong.of(1_000), inChunks(randomBytes(1_000)))))
                .toList()
                .stream()
                .map(StorageContract::resultOf)
                .toList();

        List<AppendResult> appended =
                results.stream().filter(AppendResult.Appended.class::isInstance).toList();
        assertThat(appended).isNotEmpty().doesNotHaveDuplicates();
        assertThat(one.offset(id)).isEqualTo(appended.size() * 1_000L);
    }

    @Test
    void expiresTheSessionsOfOtherNodes() {
        UploadId id = begin();
        one.append(id, START);
        passTime(HOUR.multipliedBy(2));

        assertThat(resultOf(other.sessions.expire(HOUR))).isEqualTo(1);

        assertThat(one.append(id, REST)).isEqualTo(new Refusal.SessionUnknown());
        awaitNoLeftovers();
    }

    @Test
    void doesNotExpireASessionThatAnotherNodeWritesTo() {
        UploadId id = begin();
        Transfer transfer = new Transfer(one, id);
        transfer.send(CONTENT);
        awaitHeld(id);
        passTime(HOUR.multipliedBy(2));

        assertThat(resultOf(other.sessions.expire(HOUR))).isZero();

        transfer.complete();
        assertThat(transfer.result()).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(other.commit(id, DIGEST)).isEqualTo(COMMITTED);
    }

    @Test
    void dropsTheBytesOfSessionsThatAreGone() {
        store(new Segment.Key(new UploadId(UUID.randomUUID()), 1), inChunks(START));
        assertThat(resultOf(one.sessions.expire(HOUR))).isZero();
        assertThat(medium.leftovers()).isNotEmpty();

        passTime(HOUR.multipliedBy(2));
        assertThat(resultOf(one.sessions.expire(HOUR))).isZero();

        awaitNoLeftovers();
    }

    @Test
    void storesNothingWithoutTheLedger() {
        UploadId id = begin();
        one.append(id, START);
        one.ledger.cut();

        assertThatThrownBy(() -> one.append(id, REST)).isInstanceOf(BlobStoreException.class);
        assertThatThrownBy(() -> one.commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);
        assertThatThrownBy(() -> resultOf(one.sessions.begin(OWNER, DigestAlgorithm.SHA256)))
                .isInstanceOf(BlobStoreException.class);

        one.ledger.mend();
        assertThat(one.append(id, REST)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);
    }

    @Test
    void takesAnAppendAgainWhoseRecordingFailed() {
        UploadId id = begin();
        Transfer transfer = new Transfer(one, id);
        transfer.send(CONTENT);
        awaitHeld(id);
        one.ledger.cut();
        transfer.complete();
        assertThatThrownBy(transfer::result).isInstanceOf(BlobStoreException.class);
        one.ledger.mend();

        assertThat(one.offset(id)).isZero();
        assertThat(one.append(id, CONTENT)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);
    }

    @Test
    void completesOnANodeThatSawNoneOfTheEarlierBytes() {
        UploadId id = begin();
        one.append(id, START);

        assertThat(other.complete(id, REST, DIGEST)).isEqualTo(COMMITTED);

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        awaitNoLeftovers();
    }

    @Test
    void takesOverFromANodeThatDiedCompleting() {
        UploadId id = begin();
        LastTransfer first = new LastTransfer(one, id, DIGEST);
        first.send(START);
        awaitHeld(id);

        one.ledger.cut();

        assertThat(other.complete(id, CONTENT, DIGEST)).isEqualTo(COMMITTED);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        first.breakOff("connection reset");
        assertThatThrownBy(first::result).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void ignoresACompletionThatWakesAfterAnotherTookItsPlace() {
        UploadId id = begin();
        LastTransfer paused = new LastTransfer(one, id, DIGEST);
        paused.send(CONTENT);
        awaitHeld(id);
        one.ledger.cut();
        assertThat(other.append(id, START)).isEqualTo(new AppendResult.Appended(100_000));

        one.ledger.mend();
        paused.complete();

        assertThatThrownBy(paused::result).isInstanceOf(BlobStoreException.class);
        assertThat(other.offset(id)).isEqualTo(100_000);
        assertThat(one.complete(id, REST, DIGEST)).isEqualTo(COMMITTED);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void cleansUpBehindACompletionThatWakesAfterTheSessionHasEnded() {
        UploadId id = begin();
        LastTransfer paused = new LastTransfer(one, id, sha256(START));
        paused.send(randomBytes(50_000));
        awaitHeld(id);
        one.ledger.cut();
        assertThat(other.complete(id, CONTENT, DIGEST)).isEqualTo(COMMITTED);

        one.ledger.mend();
        paused.complete();

        assertThat(paused.result()).isEqualTo(new Refusal.SessionUnknown());
        awaitNoLeftovers();
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void breaksOffACompletionThatIsCancelledThroughAnotherNode() {
        UploadId id = begin();
        LastTransfer transfer = new LastTransfer(one, id, DIGEST);
        transfer.send(START);
        awaitHeld(id);

        assertThat(resultOf(other.sessions.cancel(id, OWNER))).isTrue();

        assertThat(transfer.result()).isEqualTo(new Refusal.SessionUnknown());
        awaitNoLeftovers();
    }

    @Test
    void letsOneOfTheCompletionsOfTwoNodesWin() {
        UploadId id = begin();
        one.append(id, START);

        List<CommitResult> results = Stream.of(one, other, one, other)
                .map(node -> node.sessions.complete(
                        id, OWNER, chunk(OptionalLong.of(100_000), UNSAID, inChunks(REST)), DIGEST))
                .toList()
                .stream()
                .map(StorageContract::resultOf)
                .toList();

        assertThat(results).containsOnlyOnce(COMMITTED).noneMatch(CommitResult.DigestMismatch.class::isInstance);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void repeatsACompletionThatANodeDidNotBringToItsEnd() {
        UploadId id = begin();
        one.append(id, START);
        one.ledger.cutAtEnd();
        assertThatThrownBy(() -> one.complete(id, REST, DIGEST)).isInstanceOf(BlobStoreException.class);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);

        assertThat(other.complete(id, REST, DIGEST)).isEqualTo(COMMITTED);

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        awaitNoLeftovers();
    }

    @Test
    void doesNotKnowACompletionAgainWhoseAnswerWasLost() {
        UploadId id = begin();
        one.ledger.loseAnswerAtEnd();
        assertThatThrownBy(() -> one.complete(id, CONTENT, DIGEST)).isInstanceOf(BlobStoreException.class);

        assertThat(one.complete(id, CONTENT, DIGEST)).isEqualTo(new Refusal.SessionUnknown());
        assertThat(other.complete(id, CONTENT, DIGEST)).isEqualTo(new Refusal.SessionUnknown());

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        resultOf(medium.staging().discard(id));
    }

    @Test
    void commitsWhatItLeftWithoutAskingForItAgain() {
        UploadId id = begin();
        one.append(id, CONTENT);

        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);

        assertThat(one.ledger.calls()).containsExactly("begin", "acquire", "release", "end");
    }

    @Test
    void doesNotCommitWhatItLeftWhenAnotherNodeHasAppendedSince() {
        UploadId id = begin();
        one.append(id, START);
        other.append(id, REST);

        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);

        UploadId wrong = begin();
        one.append(wrong, START);
        other.append(wrong, REST);
        assertThat(one.commit(wrong, sha256(START))).isEqualTo(new CommitResult.DigestMismatch(sha256(START), DIGEST));
    }

    @Test
    void doesNotCommitWhatItLeftWhileAnotherNodeAppends() {
        UploadId id = begin();
        one.append(id, START);
        Transfer transfer = new Transfer(other, id);
        transfer.send(REST);
        awaitHeld(id);

        assertThat(one.commit(id, sha256(START))).isEqualTo(new Refusal.SessionBusy(100_000));

        transfer.complete();
        assertThat(transfer.result()).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(one.commit(id, DIGEST)).isEqualTo(COMMITTED);
    }

    /** As after a crash of the database that forgot the end. */
    @Test
    void treatsASessionWhoseBytesAreGoneAsEnded() {
        UploadId id = begin();
        one.append(id, START);
        one.append(id, REST);
        resultOf(medium.staging().discard(id));

        assertThat(other.commit(id, DIGEST)).isEqualTo(new Refusal.SessionUnknown());
        assertThat(other.complete(id, REST, DIGEST)).isEqualTo(new Refusal.SessionUnknown());
        assertThat(other.append(id, REST)).isEqualTo(new Refusal.SessionUnknown());
        assertThat(one.commit(id, DIGEST)).isEqualTo(new Refusal.SessionUnknown());
    }

    @Test
    void takesThreeRoundTripsForABlobThatComesWithTheEnd() {
        one.complete(begin(), CONTENT, DIGEST);

        assertThat(one.ledger.calls()).containsExactly("begin", "acquire", "end");
    }

    @Test
    void takesTwoRoundTripsForABlobInOneRequest() {
        assertThat(one.upload(CONTENT, DIGEST)).isEqualTo(COMMITTED);

        assertThat(one.ledger.calls()).containsExactly("beginHeld", "end");
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }
}
