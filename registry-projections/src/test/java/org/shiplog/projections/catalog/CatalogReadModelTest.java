package org.shiplog.projections.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;

@ExtendWith(TestDatabase.Provider.class)
class CatalogReadModelTest {
    private static final String REPOSITORY = "Repository|library/a";

    private TestDatabase database;
    private TestJournal journal;
    private JournalOffset handled = JournalOffset.ORIGIN;

    @BeforeEach
    void open(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
    }

    @Test
    void countsAManifestOnceThoughItIsPushedAgainWithMoreOfItsLayers() throws Exception {
        journal.append(REPOSITORY, new RepositoryCreated(1), Samples.pushed(1));
        project();
        journal.append(REPOSITORY, Samples.pushed(1));
        project();
        assertThat(artifactCount()).isEqualTo(List.of("1"));

        journal.append(REPOSITORY, new ManifestDeleted(Samples.digest(1)));
        project();
        assertThat(artifactCount()).isEqualTo(List.of("0"));
    }

    @Test
    void comesOutTheSameWhenBothPushesAreHandledTogether() throws Exception {
        journal.append(REPOSITORY, new RepositoryCreated(1), Samples.pushed(1));
        journal.append(REPOSITORY, Samples.pushed(1));
        project();

        assertThat(artifactCount()).isEqualTo(List.of("1"));
    }

    private List<String> artifactCount() {
        return database.column("SELECT CAST(artifact_count AS text) FROM catalog_repository");
    }

    private void project() throws SQLException {
        JournalReader.Reading reading =
                new JournalReader(database.pool(), journal).read(SliceRange.ALL, handled, JournalOffset.END);
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new CatalogReadModel().apply(connection, reading.records());
            connection.commit();
        }
        handled = reading.settled();
    }
}
