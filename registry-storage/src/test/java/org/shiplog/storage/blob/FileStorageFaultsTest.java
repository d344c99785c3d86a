package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.FailingDisk.Operation;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;

/** What files do beyond the contract: the order of their operations, and what is true after one of them failed. */
class FileStorageFaultsTest extends UploadsContract {
    private static final String FULL = "No space left on device";
    private static final String BROKEN = "Input/output error";
    private static final byte[] CONTENT = randomBytes(300_000);
    private static final Digest DIGEST = sha256(CONTENT);

    private FileMedium files;

    @Override
    Medium medium(Path empty) {
        files = new FileMedium(empty, system);
        return files;
    }

    @Test
    void syncsASegmentAndTheNamesAboveItBeforeItIsAcknowledged() {
        UploadId id = begin();
        int before = files.disk.used().size();

        append(id, CONTENT);

        assertThat(usedSince(before))
                .startsWith(Operation.WRITE)
                .endsWith(Operation.FORCE, Operation.FORCE_DIRECTORY, Operation.FORCE_DIRECTORY)
                .containsOnlyOnce(Operation.FORCE);
    }

    @Test
    void namesASegmentThatIsDurableThenSyncsTheDirectory() throws IOException {
        storeAndRemove(CONTENT);

        assertThat(operationsOfACommit()).containsExactly(Operation.LINK, Operation.FORCE_DIRECTORY);
    }

    /** The names of a segment that is nowhere recorded need not be durable. */
    @Test
    void syncsOnlyTheBytesAndTheNameOfABlobThatComesWithTheEnd() throws IOException {
        storeAndRemove(CONTENT);

        assertThat(operationsOfACompletion(new byte[0], CONTENT))
                .startsWith(Operation.WRITE)
                .filteredOn(operation -> operation != Operation.WRITE)
                .containsExactly(Operation.FORCE, Operation.MOVE, Operation.FORCE_DIRECTORY);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void syncsNoBytesOfABlobThatIsThereAlready() {
        store(CONTENT);

        assertThat(operationsOfACompletion(new byte[0], CONTENT))
                .filteredOn(operation -> operation != Operation.WRITE)
                .containsExactly(Operation.FORCE_DIRECTORY);
    }

    @Test
    void syncsTheJoinedFileOnlyWhenTheLastBytesComeWithTheEnd() throws IOException {
        storeAndRemove(CONTENT);

        assertThat(operationsOfACompletion(
                        Arrays.copyOf(CONTENT, 100_000), Arrays.copyOfRange(CONTENT, 100_000, 300_000)))
                .filteredOn(operation -> operation != Operation.WRITE)
                .containsExactly(
                        Operation.COPY, Operation.COPY, Operation.FORCE, Operation.MOVE, Operation.FORCE_DIRECTORY);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource(names = {"FORCE", "MOVE", "FORCE_DIRECTORY"})
    void acknowledgesNoCompletionWhoseBlobIsNotDurable(Operation failing) {
        UploadId id = begin();
        files.disk.fail(failing, BROKEN);

        assertThatThrownBy(() -> node().complete(id, CONTENT, DIGEST)).isInstanceOf(BlobStoreException.class);
        files.disk.repair();

        assertThat(offset(id)).isZero();
        assertThat(node().complete(id, CONTENT, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void joinsSegmentsIntoAFileThatIsSyncedBeforeItIsRenamed() throws IOException {
        storeAndRemove(CONTENT);
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000));
        int before = files.disk.used().size();

        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));

        assertThat(usedSince(before))
                .containsExactly(
                        Operation.COPY, Operation.COPY, Operation.FORCE, Operation.MOVE, Operation.FORCE_DIRECTORY);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void copiesWhereAFileCanHaveOnlyOneName() throws IOException {
        storeAndRemove(CONTENT);
        files.disk.fail(Operation.LINK, "Operation not permitted");

        assertThat(operationsOfACommit())
                .containsExactly(
                        Operation.LINK, Operation.COPY, Operation.FORCE, Operation.MOVE, Operation.FORCE_DIRECTORY);
        assertThat(stored(DIGEST)).isEqualTo(CONTENT);
    }

    @Test
    void syncsANewDirectoryBeforeABlobIsInIt() {
        assertThat(operationsOfACommit())
                .containsExactly(Operation.FORCE_DIRECTORY, Operation.LINK, Operation.FORCE_DIRECTORY);
    }

    @Test
    void syncsADirectoryThatAnotherNodeMade() throws IOException {
        Files.createDirectory(
                files.root.resolve("blobs/sha256").resolve(DIGEST.encoded().substring(0, 2)));

        assertThat(operationsOfACommit())
                .containsExactly(Operation.FORCE_DIRECTORY, Operation.LINK, Operation.FORCE_DIRECTORY);
    }

    @Test
    void syncsTheDirectoriesThatItFindsWhenItOpens() throws IOException {
        storeAndRemove(CONTENT);
        int before = files.disk.used().size();

        restart();

        assertThat(usedSince(before)).containsOnly(Operation.FORCE_DIRECTORY).hasSize(4);
        assertThat(operationsOfACommit()).containsExactly(Operation.LINK, Operation.FORCE_DIRECTORY);
    }

    @Test
    void opensOnceAlthoughManyNodesDoAtOnce() {
        Path root = directory.resolve("not/yet/there");

        List<CompletableFuture<BlobDirectory>> opened = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> BlobDirectory.open(root)))
                .limit(8)
                .toList();

        assertThat(opened).map(StorageContract::resultOf).hasSize(8);
    }

    @Test
    void syncsTheDirectoryOfABlobThatAnotherUploadPutThere() {
        store(CONTENT);

        assertThat(operationsOfACommit()).containsExactly(Operation.FORCE_DIRECTORY);
    }

    @Test
    void keepsBlobsAndSegmentsWhereTheTreeSays() throws IOException {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 7));
        store(CONTENT);

        String hex = DIGEST.encoded();
        assertThat(files.root
                        .resolve("blobs/sha256")
                        .resolve(hex.substring(0, 2))
                        .resolve(hex))
                .hasBinaryContent(CONTENT);
        assertThat(files.leftovers()).hasSize(1);
        try (Stream<Path> segments = Files.list(files.root.resolve("uploads").resolve(id.toString()))) {
            assertThat(segments)
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .hasSize(7)
                            .hasFileName(Long.toString(number("SELECT fence FROM upload_segment"))));
        }
    }

    @Test
    void keepsAllThatWasWrittenBeforeTheSenderBrokeOff() {
        UploadId id = begin();
        Transfer transfer = new Transfer(node(), id);
        transfer.send(Arrays.copyOf(CONTENT, 100_000));
        await().atMost(PATIENCE).until(() -> written(id) == 100_000);

        transfer.breakOff("connection reset");

        assertThatThrownBy(transfer::result).hasMessage("connection reset");
        assertThat(offset(id)).isEqualTo(100_000);
        append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
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
    void keepsNothingOfAnAppendThatCannotBeSynced() throws IOException {
        UploadId id = begin();
        files.disk.fail(Operation.FORCE, BROKEN);

        assertThatThrownBy(() -> append(id, CONTENT)).isInstanceOf(BlobStoreException.class);
        files.disk.repair();

        assertThat(offset(id)).isZero();
        assertThat(written(id)).isZero();
        assertThat(append(id, CONTENT)).isEqualTo(new AppendResult.Appended(300_000));
        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void keepsNothingOfAnAppendWhoseNameCannotBeSynced() {
        UploadId id = begin();
        files.disk.fail(Operation.FORCE_DIRECTORY, FULL);

        assertThatThrownBy(() -> append(id, CONTENT))
                .isInstanceOfSatisfying(
                        BlobStoreException.class, e -> assertThat(e.isFull()).isTrue());

        assertThat(offset(id)).isZero();
    }

    @Test
    void joinsAnewWhenTheJoinedFileCouldNotBeSynced() throws IOException {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000));
        files.disk.fail(Operation.FORCE, BROKEN);

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);
        assertThat(resultOf(files.blobs().size(DIGEST))).isEmpty();
        files.disk.repair();
        int before = files.disk.used().size();

        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
        assertThat(usedSince(before)).startsWith(Operation.COPY, Operation.COPY, Operation.FORCE);
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
        files.disk.repair();

        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void acknowledgesNothingWhenANewDirectoryCannotBeSynced() {
        UploadId id = begin();
        append(id, CONTENT);
        files.disk.fail(Operation.FORCE_DIRECTORY, BROKEN);

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);

        assertThat(resultOf(files.blobs().size(DIGEST))).isEmpty();
    }

    @Test
    void keepsTheUploadWhenRenamingFails() {
        UploadId id = begin();
        append(id, Arrays.copyOf(CONTENT, 100_000));
        append(id, Arrays.copyOfRange(CONTENT, 100_000, 300_000));
        files.disk.fail(Operation.MOVE, FULL);

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);
        assertThat(resultOf(files.blobs().size(DIGEST))).isEmpty();
        assertThat(offset(id)).isEqualTo(300_000);
        files.disk.repair();

        assertThat(commit(id, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, 300_000));
    }

    @Test
    void publishesNoSegmentThatWasTruncated() throws IOException {
        UploadId id = begin();
        append(id, CONTENT);
        try (Stream<Path> segments = Files.list(folder(id));
                FileChannel segment = FileChannel.open(segments.findFirst().orElseThrow(), StandardOpenOption.WRITE)) {
            segment.truncate(1);
        }

        assertThatThrownBy(() -> commit(id, DIGEST)).isInstanceOf(BlobStoreException.class);

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
        return usedSince(before);
    }

    private List<Operation> operationsOfACompletion(byte[] start, byte[] rest) {
        UploadId id = begin();
        if (start.length > 0) {
            append(id, start);
        }
        int before = files.disk.used().size();
        assertThat(node().complete(id, rest, DIGEST)).isEqualTo(new CommitResult.Committed(DIGEST, CONTENT.length));
        return usedSince(before);
    }

    private List<Operation> usedSince(int before) {
        return files.disk.used().subList(before, files.disk.used().size());
    }

    private Path folder(UploadId id) {
        return files.root.resolve("uploads").resolve(id.toString());
    }

    private long written(UploadId id) throws IOException {
        if (!Files.exists(folder(id))) {
            return 0;
        }
        try (Stream<Path> segments = Files.list(folder(id))) {
            return segments.mapToLong(segment -> segment.toFile().length()).sum();
        }
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
