package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.FailingDisk.Operation;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;

/** What files do beyond the contract: the order of their operations, and what is true after one of them failed. */
class FileStorageFaultsTest extends StorageContract {
    private static final String FULL = "No space left on device";
    private static final String BROKEN = "Input/output error";
    private static final byte[] CONTENT = randomBytes(300_000);
    private static final Digest DIGEST = sha256(CONTENT);
    private static final Duration HOUR = Duration.ofHours(1);

    private FileMedium files;

    @Override
    Medium medium(Path empty) {
        files = new FileMedium(empty, system);
        return files;
    }

    @Test
    void syncsTheDataOnceThenRenamesThenSyncsTheDirectory() throws IOException {
        storeAndRemove(CONTENT);

        assertThat(operationsOfACommit()).containsExactly(Operation.FORCE, Operation.MOVE, Operation.FORCE_DIRECTORY);
    }

    @Test
    void syncsANewDirectoryBeforeABlobIsRenamedIntoIt() {
        assertThat(operationsOfACommit())
                .containsExactly(Operation.FORCE, Operation.FORCE_DIRECTORY, Operation.MOVE, Operation.FORCE_DIRECTORY);
    }

    @Test
    void syncsTheDirectoriesThatItFindsWhenItOpens() throws IOException {
        storeAndRemove(CONTENT);
        int before = files.disk.used().size();

        files.restart();

        assertThat(files.disk.used().subList(before, files.disk.used().size()))
                .containsOnly(Operation.FORCE_DIRECTORY)
                .hasSize(4);
        assertThat(operationsOfACommit()).containsExactly(Operation.FORCE, Operation.MOVE, Operation.FORCE_DIRECTORY);
    }

    @Test
    void syncsTheDirectoryOfABlobThatAnotherUploadPutThere() {
        store(CONTENT);

        assertThat(operationsOfACommit()).containsExactly(Operation.FORCE_DIRECTORY);
    }

    @Test
    void keepsBlobsAndSessionsWhereTheTreeSays() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 7));
        store(CONTENT);

        String hex = DIGEST.encoded();
        assertThat(files.root
                        .resolve("blobs/sha256")
                        .resolve(hex.substring(0, 2))
                        .resolve(hex))
                .hasBinaryContent(CONTENT);
        assertThat(files.root.resolve("uploads").resolve(id.toString()).resolve("data"))
                .hasSize(7);
        assertThat(files.root.resolve("uploads").resolve(id.toString()).resolve("session"))
                .content()
                .startsWith("algorithm sha256\nstarted 2")
                .endsWith("\nowner library/alpine");
    }

    @Test
    void takesAnAppendBackWhenTheMediumIsFull() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        files.disk.fail(Operation.WRITE, FULL);

        assertThatThrownBy(() -> append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000)))
                .isInstanceOfSatisfying(
                        BlobStoreException.class, e -> assertThat(e.isFull()).isTrue());
        assertThat(offset(id)).isEqualTo(100_000);

        files.disk.repair();
        append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void takesAnAppendBackWhenTheMediumIsBroken() {
        UploadId id = begin();
        files.disk.fail(Operation.WRITE, BROKEN);

        assertThatThrownBy(() -> append(id, CONTENT))
                .isInstanceOfSatisfying(
                        BlobStoreException.class, e -> assertThat(e.isFull()).isFalse());
        assertThat(offset(id)).isZero();
    }

    @Test
    void dropsTheSessionWhenAnAppendCannotBeTakenBack() {
        UploadId id = begin();
        files.disk.fail(Operation.WRITE, BROKEN);
        files.disk.fail(Operation.TRUNCATE, BROKEN);

        assertThatThrownBy(() -> append(id, CONTENT)).isInstanceOf(BlobStoreException.class);

        assertThat(resultOf(files.sessions().offset(id, OWNER))).isEmpty();
        assertThat(files.leftovers()).isEmpty();
    }

    @Test
    void dropsTheUploadAndNeverSyncsAgainWhenSyncingFails() {
        UploadId id = begin();
        append(id, CONTENT);
        files.disk.fail(Operation.FORCE, BROKEN);

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);
        files.disk.repair();

        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.SessionUnknown());
        assertThat(files.disk.used()).containsOnlyOnce(Operation.FORCE);
        assertThat(files.leftovers()).isEmpty();
        assertThat(resultOf(files.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void acknowledgesNothingWhenTheDirectoryCannotBeSynced() throws IOException {
        storeAndRemove(CONTENT);
        UploadId id = begin();
        append(id, CONTENT);
        files.disk.fail(Operation.FORCE_DIRECTORY, FULL);

        assertThatThrownBy(() -> commit(id, DIGEST))
                .isInstanceOfSatisfying(
                        BlobStoreException.class, e -> assertThat(e.isFull()).isTrue());

        assertThat(append(id, CONTENT)).isEqualTo(new AppendResult.SessionUnknown());
        assertThat(files.leftovers()).isEmpty();
    }

    @Test
    void acknowledgesNothingWhenANewDirectoryCannotBeSynced() {
        UploadId id = begin();
        append(id, CONTENT);
        files.disk.fail(Operation.FORCE_DIRECTORY, BROKEN);

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);

        assertThat(files.leftovers()).isEmpty();
        assertThat(resultOf(files.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void dropsTheUploadWhenRenamingFails() {
        UploadId id = begin();
        append(id, CONTENT);
        files.disk.fail(Operation.MOVE, FULL);

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);

        assertThat(files.leftovers()).isEmpty();
        assertThat(resultOf(files.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void failsToServeABlobThatWasTruncated() throws IOException {
        byte[] content = randomBytes(3_000_000);
        Digest digest = store(content);
        truncate(digest, 2_000_000);

        assertThatThrownBy(() -> read(digest, 0, 3_000_000)).isInstanceOf(BlobStoreException.class);
    }

    @Test
    void repairsATruncatedBlobWhenItIsUploadedAgain() throws IOException {
        Digest digest = store(CONTENT);
        truncate(digest, 1);

        store(CONTENT);

        assertThat(stored(digest)).isEqualTo(CONTENT);
    }

    @Test
    void expiresAFolderThatWasNeverFinished() throws IOException {
        Path folder = Files.createDirectory(
                files.root.resolve("uploads").resolve(UUID.randomUUID().toString()));
        assertThat(resultOf(files.sessions().expire(HOUR))).isZero();

        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(HOUR.multipliedBy(2))));

        assertThat(resultOf(files.sessions().expire(HOUR))).isEqualTo(1);
        assertThat(folder).doesNotExist();
    }

    @Test
    void expiresASessionWhoseFactsAreUnreadable() throws IOException {
        UploadId id = begin();
        Files.writeString(files.root.resolve("uploads").resolve(id.toString()).resolve("session"), "");
        files.restart();
        assertThat(resultOf(files.sessions().offset(id, OWNER))).isEmpty();
        files.passTime(HOUR.multipliedBy(2));

        assertThat(resultOf(files.sessions().expire(HOUR))).isEqualTo(1);
    }

    @Test
    void forgetsASessionWhoseFilesAreGone() throws IOException {
        UploadId id = begin();
        Path folder = files.root.resolve("uploads").resolve(id.toString());
        Files.delete(folder.resolve("session"));
        Files.delete(folder.resolve("data"));
        Files.delete(folder);

        assertThat(resultOf(files.sessions().offset(id, OWNER))).isEmpty();
        assertThat(append(id, CONTENT)).isEqualTo(new AppendResult.SessionUnknown());
        assertThat(files.sessions().liveSessions()).isZero();
    }

    @Test
    void countsLiveSessions() {
        UploadId first = begin();
        begin();
        assertThat(files.sessions().liveSessions()).isEqualTo(2);

        commit(first, sha256(new byte[0]));

        assertThat(files.sessions().liveSessions()).isEqualTo(1);
    }

    @Test
    void syncsTheDirectoriesAboveANewRoot() {
        FailingDisk disk = new FailingDisk();

        BlobDirectory.open(directory.resolve("not/yet/there"), disk);

        assertThat(disk.used()).containsOnly(Operation.FORCE_DIRECTORY).hasSize(3 + 4);
    }

    @Test
    void refusesARootThatIsNoDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> BlobDirectory.open(file)).isInstanceOf(BlobStoreException.class);
    }

    private List<Operation> operationsOfACommit() {
        UploadId id = begin();
        append(id, CONTENT);
        int before = files.disk.used().size();
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, CONTENT.length));
        return files.disk.used().subList(before, files.disk.used().size());
    }

    private void storeAndRemove(byte[] content) throws IOException {
        Files.delete(files.blobs().directory().blob(store(content)));
    }

    private void truncate(Digest digest, long length) throws IOException {
        Path blob = files.blobs().directory().blob(digest);
        try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }
}
