package org.shiplog.projections.journal;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.projection.javadsl.SourceProvider;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The events of a slice range as a source of Pekko Projections, batch by batch, for ever.
 *
 * <p>Its offsets are the text of {@link JournalOffset}, which the JDBC offset store can keep. The source fails with
 * {@link JournalDamagedException} rather than pass over an event.
 */
public final class JournalSource extends SourceProvider<String, JournalBatch> {
    private final JournalReader reader;
    private final JournalBell bell;
    private final SliceRange range;
    private final Executor blocking;

    /** @param blocking runs one long waiting call per source; virtual threads are right */
    public JournalSource(JournalReader reader, JournalBell bell, SliceRange range, Executor blocking) {
        this.reader = reader;
        this.bell = bell;
        this.range = range;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Source<JournalBatch, NotUsed>> source(
            Supplier<CompletionStage<Optional<String>>> storedOffset) {
        return storedOffset
                .get()
                .thenApply(stored -> from(stored.map(JournalOffset::parse).orElse(JournalOffset.ORIGIN)));
    }

    /** The batches after the given offset. */
    public Source<JournalBatch, NotUsed> from(JournalOffset after) {
        // The buffer lets one batch be read while the one before is handled.
        return Source.<JournalBatch, JournalCursor>unfoldResourceAsync(
                        () -> open(after), this::next, JournalSource::close)
                .buffer(1, OverflowStrategy.backpressure());
    }

    @Override
    public String extractOffset(JournalBatch batch) {
        return batch.upTo().toString();
    }

    /** When the batch's last event was caused, in milliseconds since 1970. */
    @Override
    public long extractCreationTime(JournalBatch batch) {
        return batch.records().isEmpty()
                ? 0
                : batch.records().getLast().provenance().at().toEpochMilli();
    }

    private CompletionStage<JournalCursor> open(JournalOffset after) {
        return blockingly(() -> {
            reader.requireOwnTransactions();
            return new JournalCursor(reader, bell, range, after);
        });
    }

    private CompletionStage<Optional<JournalBatch>> next(JournalCursor cursor) {
        return blockingly(cursor::next);
    }

    private static CompletionStage<Done> close(JournalCursor cursor) {
        cursor.close();
        return CompletableFuture.completedStage(Done.getInstance());
    }

    private <T> CompletionStage<T> blockingly(Read<T> read) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return read.run();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }

    private interface Read<T> {
        T run() throws SQLException, InterruptedException;
    }
}
