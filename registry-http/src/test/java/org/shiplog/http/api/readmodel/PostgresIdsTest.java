package org.shiplog.http.api.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shiplog.http.TestDatabase;
import org.shiplog.http.api.port.Ids;

class PostgresIdsTest {
    private final Ids ids = new PostgresIds(TestDatabase.get(), Runnable::run);

    @ParameterizedTest
    @EnumSource
    void countsUpwardsInEverySequence(Ids.Sequence sequence) {
        long first = next(sequence);
        assertThat(next(sequence)).isEqualTo(first + 1);
    }

    @Test
    void leavesTheFirstUsersNumberToTheAdministrator() {
        assertThat(next(Ids.Sequence.USER)).isGreaterThan(1);
    }

    private long next(Ids.Sequence sequence) {
        return ids.next(sequence).toCompletableFuture().join();
    }
}
