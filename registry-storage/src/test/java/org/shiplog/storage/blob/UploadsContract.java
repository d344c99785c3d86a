package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.storage.blob.UploadSessions.AppendResult;
import org.shiplog.storage.blob.UploadSessions.CommitResult;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/** What the contracts of upload sessions share: nodes over one database and the medium under test. */
abstract class UploadsContract extends StorageContract {
    static final String OWNER = "library/alpine";
    static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration DAY = Duration.ofDays(1);

    private EmbeddedPostgres postgres;
    HikariDataSource pool;

    private final List<UploadId> begun = new ArrayList<>();
    private Node node;

    /** A process of the cluster. */
    final class Node {
        final CuttableLedger ledger = new CuttableLedger(new PostgresUploadLedger(pool, LEASE));
        final LedgeredUploadSessions sessions;

        Node(StagingArea staging) {
            this.sessions = LedgeredUploadSessions.start(ledger, staging, system);
        }

        AppendResult append(UploadId id, byte[] bytes) {
            return resultOf(sessions.append(id, OWNER, chunk(UNSAID, UNSAID, inChunks(bytes))));
        }

        CommitResult commit(UploadId id, Digest digest) {
            return resultOf(sessions.commit(id, OWNER, digest));
        }

        CommitResult complete(UploadId id, byte[] bytes, Digest digest) {
            return resultOf(sessions.complete(id, OWNER, chunk(UNSAID, UNSAID, inChunks(bytes)), digest));
        }

        CommitResult upload(byte[] bytes, Digest digest) {
            return resultOf(sessions.upload(OWNER, chunk(UNSAID, UNSAID, inChunks(bytes)), digest));
        }

        long offset(UploadId id) {
            return resultOf(sessions.offset(id, OWNER)).orElseThrow();
        }
    }

    @BeforeAll
    void startDatabase(@TempDir Path database) {
        postgres = EmbeddedPostgres.start(database);
        pool = Database.pool(postgres.address(), "uploads", 8);
        Database.migrate(pool);
    }

    @AfterAll
    void stopDatabase() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void startNode() {
        node = new Node(medium.staging());
    }

    @AfterEach
    void endUploads() {
        node.ledger.mend();
        begun.forEach(id -> resultOf(sessions().cancel(id, OWNER)));
        begun.clear();
        if (medium.keepsLateSegments()) {
            passTime(DAY.multipliedBy(2));
            await().atMost(PATIENCE).until(() -> {
                resultOf(sessions().expire(DAY));
                return medium.leftovers().isEmpty();
            });
        }
        awaitNoLeftovers();
        node.ledger.cut();
    }

    Node node() {
        return node;
    }

    LedgeredUploadSessions sessions() {
        return node.sessions;
    }

    /** The node is killed, with all that was in its memory, and another takes its place. */
    void restart() {
        node.ledger.cut();
        medium.restart();
        node = new Node(medium.staging());
    }

    /** Time goes by in which nobody uses the sessions that are free. */
    void passTime(Duration time) {
        execute("UPDATE upload_session SET held_until = held_until - interval '" + time + "' WHERE held_until < now()");
        medium.passTime(time);
    }

    UploadId begin() {
        return begin(DigestAlgorithm.SHA256);
    }

    UploadId begin(DigestAlgorithm algorithm) {
        UploadId id = resultOf(sessions().begin(OWNER, algorithm));
        begun.add(id);
        return id;
    }

    AppendResult append(UploadId id, byte[] bytes) {
        return node.append(id, bytes);
    }

    CommitResult commit(UploadId id, Digest digest) {
        return node.commit(id, digest);
    }

    long offset(UploadId id) {
        return node.offset(id);
    }

    void upload(byte[] content) {
        UploadId id = begin();
        append(id, content);
        assertThat(commit(id, sha256(content))).isEqualTo(new CommitResult.Committed(sha256(content), content.length));
    }

    void awaitHeld(UploadId id) {
        await().atMost(PATIENCE)
                .until(() ->
                        number("SELECT count(*) FROM upload_session WHERE held_until > clock_timestamp() AND id = '"
                                        + id + "'")
                                == 1);
    }

    void execute(String sql) {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    long number(String sql) {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static UploadChunk<Source<ByteString, ?>> chunk(
            OptionalLong from, OptionalLong length, Source<ByteString, ?> bytes) {
        return new UploadChunk<>(from, length, bytes);
    }

    /** A request whose sender decides when bytes come and how it ends. */
    class Sender<T> {
        private final BoundedSourceQueue<ByteString> queue;
        private final CompletionStage<T> result;

        Sender(Function<UploadChunk<Source<ByteString, ?>>, CompletionStage<T>> request) {
            Pair<BoundedSourceQueue<ByteString>, Source<ByteString, NotUsed>> sender =
                    Source.<ByteString>queue(16).preMaterialize(system);
            this.queue = sender.first();
            this.result = request.apply(chunk(UNSAID, UNSAID, sender.second()));
        }

        void send(byte[] bytes) {
            queue.offer(ByteString.fromArray(bytes));
        }

        void complete() {
            queue.complete();
        }

        void breakOff(String reason) {
            queue.fail(new IllegalStateException(reason));
        }

        T result() {
            return resultOf(result);
        }
    }

    final class Transfer extends Sender<AppendResult> {
        Transfer(Node node, UploadId id) {
            super(chunk -> node.sessions.append(id, OWNER, chunk));
        }
    }

    final class LastTransfer extends Sender<CommitResult> {
        LastTransfer(Node node, UploadId id, Digest digest) {
            super(chunk -> node.sessions.complete(id, OWNER, chunk, digest));
        }
    }
}
