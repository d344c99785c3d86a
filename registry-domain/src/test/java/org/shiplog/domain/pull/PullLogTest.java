package org.shiplog.domain.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.pull.PullLog.PullCommand.RecordPulls;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.domain.pull.PullLog.PullRefusal;

class PullLogTest {
    private static final Pull PULL = new Pull(
            new RepositoryName("team/app"),
            1,
            Digest.of("sha256:" + "a".repeat(64)),
            Optional.empty(),
            "alice",
            Instant.EPOCH,
            "192.0.2.1",
            "docker",
            "r");

    private final PullLog.Rules rules = new PullLog.Rules();

    private static List<Pull> pulls(int count) {
        return Collections.nCopies(count, PULL);
    }

    private Decision<PullEvent, PullRefusal> decide(int count) {
        return rules.decide(rules.initial(), new RecordPulls(pulls(count)));
    }

    /** Pulling twice is two pulls: that a batch is not taken twice is for the id of its command. */
    @Test
    void aBatchIsOneEvent() {
        ArtifactsPulled event = new ArtifactsPulled(pulls(PullLog.MAX_BATCH));
        assertThat(decide(PullLog.MAX_BATCH)).isEqualTo(Decision.accept(event));
        assertThat(rules.evolve(new PullLog(1), event)).isEqualTo(new PullLog(1 + PullLog.MAX_BATCH));
    }

    @Test
    void nothingIsNoEvent() {
        assertThat(decide(0)).isEqualTo(Decision.accept());
    }

    @Test
    void aBatchIsLimited() {
        assertThat(decide(PullLog.MAX_BATCH + 1))
                .isEqualTo(Decision.refuse(new PullRefusal.TooManyPulls(PullLog.MAX_BATCH)));
    }
}
