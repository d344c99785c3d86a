package org.shiplog.projections.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;

@ExtendWith(TestDatabase.Provider.class)
class ErasTest {
    private static final ProjectName TEAM = new ProjectName("team");

    @Test
    void eachProjectOfANameBeginsWithItsOwnCreation(TestDatabase database) throws Exception {
        TestJournal journal = new TestJournal(database.pool());
        journal.append("Project|team", new ProjectCreated(1, "alice", Visibility.PUBLIC), new ProjectDeleted(1));
        journal.append("Project|team", new ProjectCreated(2, "bob", Visibility.PUBLIC));
        List<JournalRecord> records = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END)
                .records();
        try (Connection connection = database.pool().getConnection()) {
            new HistoryReadModel().apply(connection, records);
        }
        Eras eras = new Eras(database.pool(), Runnable::run);
        assertThat(begin(eras, 1)).contains(records.getFirst().offset());
        assertThat(begin(eras, 2)).contains(records.getLast().offset());
        assertThat(begin(eras, 3)).isEmpty();
        database.run("DELETE FROM event_journal WHERE sequence_number < 3");
        assertThat(begin(eras, 1)).contains(JournalOffset.ORIGIN);
    }

    private static Optional<JournalOffset> begin(Eras eras, long projectId) {
        return eras.begin(TEAM, projectId).toCompletableFuture().join();
    }
}
