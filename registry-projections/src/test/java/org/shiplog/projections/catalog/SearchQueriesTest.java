package org.shiplog.projections.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.quota.QuotaReadModel;

@ExtendWith(TestDatabase.Provider.class)
class SearchQueriesTest {
    private SearchQueries queries;

    @BeforeEach
    void open(TestDatabase database) throws Exception {
        TestJournal journal = new TestJournal(database.pool());
        journal.append("Project|tools", new ProjectCreated(1, "alice", Visibility.PUBLIC));
        journal.append("Project|games", new ProjectCreated(2, "bob", Visibility.PRIVATE));
        journal.append("Repository|tools/a_b", new RepositoryCreated(1), Samples.pushed(1));
        journal.append("Repository|tools/axb", new RepositoryCreated(1), Samples.pushed(2));
        journal.append("Repository|tools/empty", new RepositoryCreated(1), new BlobUploaded(Samples.digest(3), 7));
        journal.append("Repository|games/a", new RepositoryCreated(1), Samples.pushed(1));
        JournalReader.Reading reading = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END);
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new CatalogReadModel().apply(connection, reading.records());
            new QuotaReadModel().apply(connection, reading.records());
            connection.commit();
        }
        queries = new SearchQueries(database.pool(), Runnable::run);
    }

    @Test
    void findsWhatIsVisibleByAnyPartOfItsName() {
        assertThat(names(new Visible.All(), "")).containsExactly("games/a", "tools/a_b", "tools/axb");
        assertThat(names(new Visible.PublicOnly(), "")).containsExactly("tools/a_b", "tools/axb");
        assertThat(names(new Visible.Nothing(), "")).isEmpty();
        assertThat(names(new Visible.All(), "OOLS")).containsExactly("tools/a_b", "tools/axb");
        assertThat(names(new Visible.All(), "a_b")).containsExactly("tools/a_b");
        assertThat(names(new Visible.All(), "%")).isEmpty();
        assertThat(await(queries.repositories(new Visible.All(), "", 1))).hasSize(1);
        CatalogRepository found =
                await(queries.repositories(new Visible.All(), "games", 10)).getFirst();
        assertThat(found.projectId()).isEqualTo(2);
        assertThat(found.isPublic()).isFalse();
        assertThat(found.artifacts()).isEqualTo(1);
    }

    @Test
    void countsWhatIsVisible() {
        assertThat(await(queries.counts(new Visible.All()))).isEqualTo(new CatalogCounts(1, 1, 2, 1, 307));
        assertThat(await(queries.counts(new Visible.PublicOnly()))).isEqualTo(new CatalogCounts(1, 0, 2, 0, 307));
        assertThat(await(queries.counts(new Visible.PublicAnd(Set.of(2L)))))
                .isEqualTo(new CatalogCounts(1, 1, 2, 1, 307));
    }

    private List<String> names(Visible visible, String part) {
        return await(queries.repositories(visible, part, 100)).stream()
                .map(repository -> repository.name().value())
                .toList();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
