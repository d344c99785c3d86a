package org.shiplog.projections.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.StorageLimitChanged;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

@ExtendWith(TestDatabase.Provider.class)
class QuotaQueriesTest {
    private QuotaQueries queries;

    @BeforeEach
    void open(TestDatabase database) throws Exception {
        QuotaJournal journal = new QuotaJournal(database, new CatalogReadModel(), new QuotaReadModel());
        journal.journal.append(
                "Project|tools", new ProjectCreated(1, "alice", Visibility.PRIVATE), new StorageLimitChanged(-1, 500));
        journal.journal.append("Project|games", new ProjectCreated(2, "bob", Visibility.PUBLIC));
        journal.journal.append("Project|gone", new ProjectCreated(3, "bob", Visibility.PUBLIC), new ProjectDeleted(3));
        journal.append("games/a", new RepositoryCreated(1), new BlobUploaded(Samples.digest(1), 40));
        journal.project();
        queries = new QuotaQueries(database.pool(), Runnable::run);
    }

    @Test
    void findsTheQuotaOfAProjectThatExists() {
        ProjectQuota quota = await(queries.find(1)).orElseThrow();
        assertThat(quota.name().value()).isEqualTo("tools");
        assertThat(quota.owner()).isEqualTo("alice");
        assertThat(quota.hard()).isEqualTo(500);
        assertThat(quota.used()).isZero();
        assertThat(await(queries.find(2)).orElseThrow().used()).isEqualTo(40);
        assertThat(await(queries.find(2)).orElseThrow().hard()).isEqualTo(-1);
        assertThat(await(queries.find(3))).isEmpty();
        assertThat(await(queries.find(4))).isEmpty();
    }

    @Test
    void listsThemInTheOrderAskedFor() {
        assertThat(list("")).containsExactly("tools", "games");
        assertThat(list("used.storage")).containsExactly("tools", "games");
        assertThat(list("-used.storage")).containsExactly("games", "tools");
        assertThat(list("hard.storage")).containsExactly("games", "tools");
        assertThat(list("-hard.storage")).containsExactly("tools", "games");
    }

    @Test
    void countsAllPages() {
        ListQuery.Parsed parsed =
                ListQuery.parse(Optional.empty(), Optional.empty(), Optional.of("2"), Optional.of("1"));
        Listing.Page<ProjectQuota> second = page(Optional.empty(), ((ListQuery.Parsed.Valid) parsed).query());
        assertThat(second.total()).isEqualTo(2);
        assertThat(second.rows()).hasSize(1);
        assertThat(page(Optional.of(2L), ListQuery.first()).total()).isEqualTo(1);
    }

    private Listing.Page<ProjectQuota> page(Optional<Long> projectId, ListQuery list) {
        return (Listing.Page<ProjectQuota>) await(queries.page(projectId, list));
    }

    private List<String> list(String sort) {
        ListQuery.Parsed parsed =
                ListQuery.parse(Optional.empty(), Optional.of(sort), Optional.empty(), Optional.empty());
        return page(Optional.empty(), ((ListQuery.Parsed.Valid) parsed).query()).rows().stream()
                .map(quota -> quota.name().value())
                .toList();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
