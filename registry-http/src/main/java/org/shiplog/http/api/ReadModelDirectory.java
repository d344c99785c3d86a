package org.shiplog.http.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.directory.DirectoryQueries;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.directory.DirectoryUser;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.projections.readmodel.Freshness;

/** Reads the directory's tables, waiting up to two seconds for what was written before. */
public final class ReadModelDirectory implements Directory {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DirectoryQueries queries;
    private final Freshness freshness;

    public ReadModelDirectory(DirectoryQueries queries, Freshness freshness) {
        this.queries = queries;
        this.freshness = freshness;
    }

    @Override
    public CompletionStage<Optional<DirectoryUser>> user(long userId) {
        return fresh(() -> queries.user(userId));
    }

    @Override
    public CompletionStage<Optional<DirectoryRobot>> robot(long robotId) {
        return fresh(() -> queries.robot(robotId));
    }

    @Override
    public CompletionStage<Listing<DirectoryRobot>> robots(long projectId, ListQuery list) {
        return fresh(() -> queries.robots(projectId, list));
    }

    @Override
    public CompletionStage<Optional<DirectoryLabel>> label(long labelId) {
        return fresh(() -> queries.label(labelId));
    }

    @Override
    public CompletionStage<Listing<DirectoryLabel>> labels(LabelScope scope, ListQuery list) {
        return fresh(() -> queries.labels(scope, list));
    }

    private <T> CompletionStage<T> fresh(Supplier<CompletionStage<T>> query) {
        return freshness.awaitHead(DirectoryReadModel.NAME, PATIENCE).thenCompose(_ -> query.get());
    }
}
