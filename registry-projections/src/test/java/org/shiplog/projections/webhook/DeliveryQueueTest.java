package org.shiplog.projections.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.fixture.TestDatabase;

/** Who gets how many lanes at a time. */
@ExtendWith(TestDatabase.Provider.class)
class DeliveryQueueTest {
    private TestDatabase database;
    private DeliveryQueue queue;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        queue = new DeliveryQueue(database.pool(), Runnable::run);
    }

    /** @param available for SQL: when they may be tried */
    private void lanes(long project, long policy, int lanes, String available) {
        database.run("""
            INSERT INTO webhook_lane (policy_id, target, repository, project_id, vendor_type, backlog, available_at)
            SELECT %d, 0, 'team/app-' || number, %d, 'WEBHOOK', 1, %s FROM generate_series(1, %d) AS number
            """.formatted(policy, project, available, lanes));
    }

    private List<Long> policiesOfAllThatAreGiven() {
        return Stream.generate(() -> queue.acquire().toCompletableFuture().join())
                .takeWhile(Optional::isPresent)
                .map(lane -> lane.orElseThrow().policyId())
                .sorted()
                .toList();
    }

    /** The last attempt from one of its lanes, which may be tried again by now. */
    private void failed(long policy) {
        database.run("UPDATE webhook_lane SET failures = 1 WHERE repository = 'team/app-1' AND policy_id = " + policy);
    }

    @Test
    void aPolicyHasFourLanesAndAProjectEight() {
        lanes(7, 1, 10, "now() - INTERVAL '2 s'");
        lanes(7, 2, 10, "now() - INTERVAL '1 s'");
        lanes(7, 3, 10, "now()");
        lanes(8, 4, 10, "now()");
        assertThat(policiesOfAllThatAreGiven()).containsExactly(1L, 1L, 1L, 1L, 2L, 2L, 2L, 2L, 4L, 4L, 4L, 4L);
    }

    @Test
    void targetsThatFailLeaveTheOthersHalfOfTheProject() {
        for (long failing = 1; failing <= 3; failing++) {
            lanes(7, failing, 10, "now() - INTERVAL '1 s'");
            failed(failing);
        }
        lanes(7, 4, 10, "now()");
        assertThat(policiesOfAllThatAreGiven()).containsExactly(1L, 1L, 2L, 2L, 4L, 4L, 4L, 4L);
    }

    @Test
    void oneThatFailsWithNobodyBesideItIsTriedAllTheSame() {
        lanes(7, 1, 10, "now()");
        failed(1);
        assertThat(policiesOfAllThatAreGiven()).containsExactly(1L, 1L);
    }
}
