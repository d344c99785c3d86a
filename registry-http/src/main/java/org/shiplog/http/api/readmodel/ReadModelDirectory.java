package org.shiplog.http.api.readmodel;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.http.api.port.Directory;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.directory.DirectoryQueries;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.directory.DirectoryUser;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;

/**
 * Reads the directory's tables, waiting up to two seconds for what was written before. For a number it waits only when that is not
 * known yet: it always means the same.
 */
public final class ReadModelDirectory implements Directory {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DirectoryQueries queries;
    private final Freshness freshness;

    public ReadModelDirectory(DirectoryQueries queries, Freshness freshness) {
        this.queries = queries;
        this.freshness = freshness;
    }

    @Override
    public CompletionStage<Listing<DirectoryUser>> users(ListQuery query) {
        return fresh().thenCompose(_ -> queries.users(query));
    }

    @Override
    public CompletionStage<Optional<DirectoryUser>> user(long userId) {
        return found(() -> queries.user(userId));
    }

    @Override
    public CompletionStage<Listing<DirectoryRobot>> robots(long projectId, ListQuery query) {
        return fresh().thenCompose(_ -> queries.robots(projectId, query));
    }

    @Override
    public CompletionStage<Optional<DirectoryRobot>> robot(long robotId) {
        return found(() -> queries.robot(robotId));
    }

    @Override
    public CompletionStage<Listing<DirectoryLabel>> labels(LabelScope scope, ListQuery query) {
        return fresh().thenCompose(_ -> queries.labels(scope, query));
    }

    @Override
    public CompletionStage<Optional<DirectoryLabel>> label(long labelId) {
        return found(() -> queries.label(labelId));
    }

    private <T> CompletionStage<Optional<T>> found(Supplier<CompletionStage<Optional<T>>> question) {
        return question.get()
                .thenCompose(
                        known -> known.isPresent() ? completedFuture(known) : fresh().thenCompose(_ -> question.get()));
    }

    private CompletionStage<Boolean> fresh() {
        return freshness.awaitHead(DirectoryReadModel.NAME, PATIENCE);
    }
}
