package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;
import org.shiplog.storage.blob.UploadSessions.Refusal;

/** What every {@link UploadSessions} does. */
abstract class UploadSessionsContract extends UploadsContract {
    private static final byte[] CONTENT = randomBytes(300_000);
    private static final Digest DIGEST = sha256(CONTENT);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void beginsEmpty() {
        assertThat(offset(begin())).isZero();
    }

    @Test
    void storesWhatWasAppendedInParts() {
        UploadId id = begin();

        assertThat(append(id, Arrays.copyOf(CONTENT, 100_000))).isEqualTo(new AppendResult.Appended(100_000));
        assertThat(append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000)))
                .isEqualTo(new AppendResult.Appended(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void isUnknownOnceCommitted() {
        UploadId id = begin();
        append(id, CONTENT);
        commit(id, DIGEST);

        assertUnknown(id, OWNER);
        awaitNoLeftovers();
    }

    @Test
    void isUnknownToAnotherOwner() {
        UploadId id = begin();
        append(id, CONTENT);

        assertUnknown(id, "library/debian");
        assertThat(offset(id)).isEqualTo(300_000);
        restart();
        assertUnknown(id, "library/debian");
        assertThat(offset(id)).isEqualTo(300_000);
    }

    @Test
    void isUnknownWhenNeverBegun() {
        assertUnknown(new UploadId(UUID.fromString("3f2c7f0e-4d4e-4a53-9a1f-0f2d0b7f6b11")), OWNER);
    }

    @Test
    void keepsAnOwnerOfAnyText() {
        String owner = "two\nlines = ü\r\n";
        UploadId id = resultOf(sessions().begin(owner, DigestAlgorithm.SHA256));

        restart();

        assertThat(resultOf(sessions().offset(id, owner))).contains(0L);
        assertThat(resultOf(sessions().cancel(id, owner))).isTrue();
    }

    @Test
    void carriesOnAfterARestart() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));

        restart();

        assertThat(offset(id)).isEqualTo(100_000);
        assertThat(append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000)))
                .isEqualTo(new AppendResult.Appended(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void commitsWhatCameBeforeARestart() {
        UploadId id = begin();
        append(id, CONTENT);

        restart();

        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void storesUnderSha512() {
        Digest digest = DigestAlgorithm.SHA512.digestOf(CONTENT);
        UploadId id = begin(DigestAlgorithm.SHA512);
        append(id, CONTENT);

        assertThat(commit(id, digest)).isEqualTo(new CommitResult.Committed(digest, 300_000));
        assertThat(stored(digest)).isEqualTo(CONTENT);
    }

    @Test
    void storesUnderAnotherAlgorithmThanAnnounced() {
        Digest digest = DigestAlgorithm.SHA512.digestOf(CONTENT);
        UploadId id = begin(DigestAlgorithm.SHA256);
        append(id, CONTENT);

        assertThat(commit(id, digest)).isEqualTo(new CommitResult.Committed(digest, 300_000));
    }

    @Test
    void dropsEverythingWhenTheDigestIsAnother() {
        Digest expected = sha256(new byte[] {1});
        UploadId id = begin();
        append(id, CONTENT);

        assertThat(commit(id, expected)).isEqualTo(new CommitResult.DigestMismatch(expected, DIGEST));

        assertUnknown(id, OWNER);
        awaitNoLeftovers();
        assertThat(resultOf(medium.blobs().size(expected))).isEmpty();
        assertThat(resultOf(medium.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void rejectsADigestThatCannotBeComputed() {
        UploadId id = begin();

        assertThatThrownBy(() -> sessions().commit(id, OWNER, Digest.of("sha3:abc")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(offset(id)).isZero();
    }

    @Test
    void appendsOnlyWhereTheSenderBelievesTheEndToBe() {
        UploadId id = begin();

        assertThat(appendFrom(id, 1)).isEqualTo(new Refusal.OffsetMismatch(0));
        assertThat(appendFrom(id, 0)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(appendFrom(id, 0)).isEqualTo(new Refusal.OffsetMismatch(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void dropsAnAppendOfAnotherLengthThanAnnounced() {
        byte[] start = Arrays.copyOf(CONTENT, 100_000);
        byte[] rest = Arrays.copyOfRange(CONTENT, 100_000, 300_000);
        UploadId id = begin();
        append(id, start);

        assertThat(appendAnnouncing(id, 200_001, rest)).isEqualTo(new Refusal.LengthMismatch(100_000));
        assertThat(offset(id)).isEqualTo(100_000);
        assertThat(appendAnnouncing(id, 199_999, rest)).isEqualTo(new Refusal.LengthMismatch(100_000));
        assertThat(offset(id)).isEqualTo(100_000);

        assertThat(appendAnnouncing(id, 200_000, rest)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void appendsNothing() {
        UploadId id = begin();

        assertThat(appendAnnouncing(id, 0, new byte[0])).isEqualTo(new AppendResult.Appended(0));
    }

    @Test
    void carriesOnFromWhereverTheSenderBrokeOff() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        Transfer transfer = new Transfer(node(), id);
        transfer.send(Arrays.copyOfRange(CONTENT, 100_000, 200_000));

        transfer.breakOff("connection reset");

        assertThatThrownBy(transfer::result).hasMessage("connection reset");
        int arrived = (int) offset(id);
        assertThat(arrived).isBetween(100_000, 200_000);
        append(id, Arrays.copyOfRange(CONTENT, arrived, 300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void keepsWhatWasAcknowledgedWhenTheProcessWasKilledDuringAnAppend() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        Transfer transfer = new Transfer(node(), id);
        transfer.send(CONTENT);
        awaitHeld(id);

        restart();

        assertThat(offset(id)).isEqualTo(100_000);
        append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        transfer.complete();
        assertThatThrownBy(transfer::result).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void takesOnlySoManyParts() {
        UploadId id = begin();
        append(id, CONTENT);
        execute("INSERT INTO upload_segment SELECT id, part, 1 FROM upload_session, generate_series(1, 9999) part");

        assertThat(append(id, CONTENT)).isEqualTo(new Refusal.TooManyParts(300_000 + 9_999));
        assertThat(resultOf(sessions().cancel(id, OWNER))).isTrue();
    }

    @Test
    void isBusyWhileAnAppendRuns() {
        UploadId id = begin();
        Transfer transfer = new Transfer(node(), id);
        transfer.send(CONTENT);

        assertThat(append(id, CONTENT)).isEqualTo(new Refusal.SessionBusy(0));
        assertThat(commit(id, DIGEST)).isEqualTo(new Refusal.SessionBusy(0));

        transfer.complete();
        assertThat(transfer.result()).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void letsOneOfManyCommitsOfASessionWin() {
        UploadId id = begin();
        append(id, CONTENT);

        List<CompletionStage<CommitResult>> commits = Stream.generate(
                        () -> sessions().commit(id, OWNER, DIGEST))
                .limit(10)
                .toList();

        assertThat(commits)
                .map(StorageContract::resultOf)
                .containsOnlyOnce(new CommitResult.Committed(DIGEST, 300_000))
                .allMatch(result -> !(result instanceof CommitResult.DigestMismatch));
    }

    @Test
    void letsManySessionsCommitTheSameBlobAtOnce() {
        List<UploadId> ids = Stream.generate(this::begin).limit(10).toList();
        ids.forEach(id -> append(id, CONTENT));

        List<CompletionStage<CommitResult>> commits =
                ids.stream().map(id -> sessions().commit(id, OWNER, DIGEST)).toList();

        assertThat(commits).map(StorageContract::resultOf).containsOnly(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        awaitNoLeftovers();
    }

    @Test
    void commitsABlobThatIsThereAlready() {
        upload(CONTENT);

        upload(CONTENT);

        awaitNoLeftovers();
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void dropsACancelledSession() {
        UploadId id = begin();
        append(id, CONTENT);

        assertThat(resultOf(sessions().cancel(id, OWNER))).isTrue();

        assertUnknown(id, OWNER);
        awaitNoLeftovers();
    }

    @Test
    void breaksOffTheAppendOfACancelledSession() {
        UploadId id = begin();
        Transfer transfer = new Transfer(node(), id);
        transfer.send(CONTENT);

        assertThat(resultOf(sessions().cancel(id, OWNER))).isTrue();

        assertThat(transfer.result()).isEqualTo(new Refusal.SessionUnknown());
        awaitNoLeftovers();
    }

    @Test
    void expiresOnlySessionsThatNothingWasSentTo() {
        UploadId idle = begin();
        append(idle, CONTENT);
        assertThat(resultOf(sessions().expire(HOUR))).isZero();

        passTime(HOUR.multipliedBy(2));
        assertThat(resultOf(sessions().expire(HOUR.multipliedBy(3)))).isZero();
        assertThat(offset(idle)).isEqualTo(300_000);

        assertThat(resultOf(sessions().expire(HOUR))).isEqualTo(1);
        assertUnknown(idle, OWNER);
        awaitNoLeftovers();
    }

    @Test
    void expiresSessionsOfAnEarlierProcess() {
        append(begin(), CONTENT);
        begin();
        restart();
        passTime(HOUR.multipliedBy(2));

        assertThat(resultOf(sessions().expire(HOUR))).isEqualTo(2);
        awaitNoLeftovers();
    }

    @Test
    void doesNotExpireASessionWhoseAppendRuns() {
        UploadId id = begin();
        Transfer transfer = new Transfer(node(), id);
        transfer.send(CONTENT);
        awaitHeld(id);
        passTime(HOUR.multipliedBy(2));

        assertThat(resultOf(sessions().expire(HOUR))).isZero();

        transfer.complete();
        assertThat(transfer.result()).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void takesFiftyUploadsAtOnce() {
        List<byte[]> contents = Stream.iterate(1, i -> i + 1)
                .limit(50)
                .map(i -> randomBytes(100_000 + i))
                .toList();
        List<UploadId> ids = Stream.generate(this::begin).limit(50).toList();

        List<CompletionStage<CommitResult>> commits = Stream.iterate(0, i -> i + 1)
                .limit(50)
                .map(i -> sessions()
                        .append(ids.get(i), OWNER, chunk(UNSAID, UNSAID, inChunks(contents.get(i))))
                        .thenCompose(_ -> sessions().commit(ids.get(i), OWNER, sha256(contents.get(i)))))
                .toList();

        assertThat(commits)
                .allSatisfy(commit -> assertThat(resultOf(commit)).isInstanceOf(CommitResult.Committed.class));
        assertThat(contents)
                .allSatisfy(content -> assertThat(stored(sha256(content))).isEqualTo(content));
    }

    @Test
    void completesWithTheLastBytes() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));

        assertThat(node().complete(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000), DIGEST))
                .isEqualTo(new CommitResult.Committed(DIGEST, 300_000));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        assertUnknown(id, OWNER);
        awaitNoLeftovers();
    }

    @Test
    void completesWithAllBytesOrNone() {
        byte[] none = new byte[0];
        UploadId all = begin();
        UploadId before = begin();
        append(before, CONTENT);

        assertThat(node().complete(all, CONTENT, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        assertThat(node().complete(before, none, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(node().complete(begin(), none, sha256(none))).isEqualTo(new CommitResult.Committed(sha256(none), 0));
        assertThat(stored(sha256(none))).isEmpty();
    }

    @Test
    void completesUnderAnotherAlgorithmThanAnnounced() {
        Digest digest = DigestAlgorithm.SHA512.digestOf(CONTENT);
        UploadId id = begin(DigestAlgorithm.SHA256);
        append(id, Arrays.copyOf(CONTENT, 100_000));

        assertThat(node().complete(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000), digest))
                .isEqualTo(new CommitResult.Committed(digest, 300_000));
        assertThat(stored(digest)).isEqualTo(CONTENT);
    }

    @Test
    void dropsEverythingWhenWhatWasCompletedHasAnotherDigest() {
        Digest expected = sha256(new byte[] {1});
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));

        assertThat(node().complete(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000), expected))
                .isEqualTo(new CommitResult.DigestMismatch(expected, DIGEST));

        assertUnknown(id, OWNER);
        awaitNoLeftovers();
        assertThat(resultOf(medium.blobs().size(expected))).isEmpty();
        assertThat(resultOf(medium.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void keepsTheSessionWhenTheSenderIsWrongAboutTheLastBytes() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        byte[] rest = Arrays.copyOfRange(CONTENT, 100_000, 300_000);

        assertThat(resultOf(sessions().complete(id, OWNER, chunk(OptionalLong.of(0), UNSAID, inChunks(rest)), DIGEST)))
                .isEqualTo(new Refusal.OffsetMismatch(100_000));
        assertThat(resultOf(sessions().complete(id, OWNER, chunk(UNSAID, OptionalLong.of(7), inChunks(rest)), DIGEST)))
                .isEqualTo(new Refusal.LengthMismatch(100_000));

        assertThat(offset(id)).isEqualTo(100_000);
        assertThat(node().complete(id, rest, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void carriesOnFromWhereverTheSenderOfTheLastBytesBrokeOff() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        LastTransfer transfer = new LastTransfer(node(), id, DIGEST);
        transfer.send(Arrays.copyOfRange(CONTENT, 100_000, 200_000));

        transfer.breakOff("connection reset");

        assertThatThrownBy(transfer::result).hasMessage("connection reset");
        int arrived = (int) offset(id);
        assertThat(arrived).isBetween(100_000, 200_000);
        restart();
        assertThat(node().complete(id, Arrays.copyOfRange(CONTENT, arrived, 300_000), DIGEST))
                .isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void isBusyWhileTheLastBytesCome() {
        UploadId id = begin();
        LastTransfer transfer = new LastTransfer(node(), id, DIGEST);
        transfer.send(CONTENT);

        assertThat(append(id, CONTENT)).isEqualTo(new Refusal.SessionBusy(0));
        assertThat(commit(id, DIGEST)).isEqualTo(new Refusal.SessionBusy(0));
        assertThat(node().complete(id, CONTENT, DIGEST)).isEqualTo(new Refusal.SessionBusy(0));

        transfer.complete();
        assertThat(transfer.result()).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void storesABlobInOneRequest() {
        assertThat(node().upload(CONTENT, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(node().upload(CONTENT, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));

        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
        assertThat(number("SELECT count(*) FROM upload_session")).isZero();
        awaitNoLeftovers();
    }

    @Test
    void leavesNothingOfABlobInOneRequestThatIsRefused() {
        Digest expected = sha256(new byte[] {1});

        assertThat(node().upload(CONTENT, expected)).isEqualTo(new CommitResult.DigestMismatch(expected, DIGEST));
        assertThat(resultOf(sessions().upload(OWNER, chunk(OptionalLong.of(5), UNSAID, inChunks(CONTENT)), DIGEST)))
                .isEqualTo(new Refusal.OffsetMismatch(0));
        assertThat(resultOf(sessions().upload(OWNER, chunk(UNSAID, OptionalLong.of(5), inChunks(CONTENT)), DIGEST)))
                .isEqualTo(new Refusal.LengthMismatch(0));
        Sender<CommitResult> broken = new Sender<>(chunk -> sessions().upload(OWNER, chunk, DIGEST));
        broken.send(CONTENT);
        broken.breakOff("connection reset");
        assertThatThrownBy(broken::result).hasMessage("connection reset");

        awaitNoLeftovers();
        await().atMost(PATIENCE).until(() -> number("SELECT count(*) FROM upload_session") == 0);
        assertThat(resultOf(medium.blobs().size(DIGEST))).isEmpty();
    }

    private AppendResult appendFrom(UploadId id, long from) {
        return resultOf(sessions().append(id, OWNER, chunk(OptionalLong.of(from), UNSAID, inChunks(CONTENT))));
    }

    private AppendResult appendAnnouncing(UploadId id, long length, byte[] bytes) {
        return resultOf(sessions().append(id, OWNER, chunk(UNSAID, OptionalLong.of(length), inChunks(bytes))));
    }

    private void assertUnknown(UploadId id, String owner) {
        UploadSessions sessions = sessions();
        assertThat(resultOf(sessions.offset(id, owner))).isEmpty();
        assertThat(resultOf(sessions.append(id, owner, chunk(UNSAID, UNSAID, inChunks(CONTENT)))))
                .isEqualTo(new Refusal.SessionUnknown());
        assertThat(resultOf(sessions.commit(id, owner, DIGEST))).isEqualTo(new Refusal.SessionUnknown());
        assertThat(resultOf(sessions.cancel(id, owner))).isFalse();
    }
}
