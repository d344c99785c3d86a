package org.shiplog.e2e.lostwrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judge of the kill test must itself see a lost or resurrected value. */
final class TagHistoryTest {

    private static final Optional<String> FIRST = Optional.of("sha256:first");
    private static final Optional<String> SECOND = Optional.of("sha256:second");
    private static final Optional<String> ABSENT = Optional.empty();

    private final TagHistory history = new TagHistory();

    @Test
    void allowsOnlyTheLastOfTwoAcknowledgedValues() {
        history.acknowledge(history.begin(FIRST));
        history.acknowledge(history.begin(SECOND));

        assertThat(history.allows(SECOND)).isTrue();
        assertThat(history.allows(FIRST)).isFalse();
        assertThat(history.allows(ABSENT)).isFalse();
    }

    @Test
    void allowsAnUnansweredAttemptAfterTheAcknowledgedValue() {
        history.acknowledge(history.begin(FIRST));
        history.giveUp(history.begin(SECOND));

        assertThat(history.allows(FIRST)).isTrue();
        assertThat(history.allows(SECOND)).isTrue();
        assertThat(history.allows(ABSENT)).isFalse();
    }

    @Test
    void refusesAnUnansweredAttemptThatALaterAcknowledgedOneReplaced() {
        history.giveUp(history.begin(FIRST));
        history.acknowledge(history.begin(SECOND));

        assertThat(history.allows(FIRST)).isFalse();
    }

    @Test
    void allowsEitherOfTwoWritesThatOverlapped() {
        var first = history.begin(FIRST);
        var second = history.begin(SECOND);
        history.acknowledge(second);
        history.acknowledge(first);

        assertThat(history.allows(FIRST)).isTrue();
        assertThat(history.allows(SECOND)).isTrue();
    }

    @Test
    void refusesATagThatCameBackAfterItsDeletion() {
        history.acknowledge(history.begin(FIRST));
        history.acknowledge(history.begin(ABSENT));

        assertThat(history.allows(ABSENT)).isTrue();
        assertThat(history.allows(FIRST)).isFalse();
    }

    @Test
    void allowsNothingThatWasNeverAttempted() {
        history.giveUp(history.begin(FIRST));

        assertThat(history.allows(ABSENT)).isTrue();
        assertThat(history.allows(FIRST)).isTrue();
        assertThat(history.allows(SECOND)).isFalse();
    }
}
