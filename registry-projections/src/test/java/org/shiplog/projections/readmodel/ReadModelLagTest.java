package org.shiplog.projections.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.fixture.Workers;
import org.shiplog.projections.readmodel.ReadModelLag.Lag;

@ExtendWith(TestDatabase.Provider.class)
class ReadModelLagTest {
    private TestDatabase database;
    private TestJournal journal;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
    }

    /** Rows of the test's journal were written when the epoch began. */
    private Lag lagAfterAnHour() throws SQLException {
        return new ReadModelLag(database.pool(), () -> Instant.EPOCH.plusSeconds(3_600)).of(new AuditReadModel());
    }

    @Test
    void tellsHowManyEventsWaitAndSinceWhenUntilTheyAreHandled() throws SQLException {
        assertThat(lagAfterAnHour()).isEqualTo(new Lag(0, Duration.ZERO));
        journal.append("Repository|a/r", new RepositoryCreated(1), Samples.pushed(1), Samples.tagged("v1", 1));
        journal.append("Repository|b/r", new RepositoryCreated(1));
        assertThat(lagAfterAnHour()).isEqualTo(new Lag(4, Duration.ofHours(1)));

        try (Workers workers = new Workers(database, journal)) {
            workers.start(new AuditReadModel());
            assertThat(new Freshness(database.pool(), workers.blocking())
                            .awaitHead(AuditReadModel.NAME, Duration.ofSeconds(30))
                            .toCompletableFuture()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .isTrue();
        }
        assertThat(lagAfterAnHour()).isEqualTo(new Lag(0, Duration.ZERO));
    }

    @Test
    void countsToALimit() throws SQLException {
        journal.append(
                "Repository|a/r",
                IntStream.range(0, 3_000)
                        .mapToObj(number -> Samples.tagged("v" + number, 1))
                        .toArray());
        assertThat(lagAfterAnHour().events()).isEqualTo(2_500);
    }
}
