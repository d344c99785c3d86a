package org.shiplog.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.login.LoginAct;

class RefusalCountsTest {
    private Instant now = Instant.parse("2026-11-27T10:00:00Z");
    private int requests;
    private final RefusalCounts counts = new RefusalCounts(() -> now, name -> !name.contains(":"));

    private Provenance from(String address) {
        requests++;
        return new Provenance("anonymous", now, address, "agent/" + requests, "r" + requests, "c" + requests);
    }

    @Test
    void theFirstStandsForItselfAndTheRestOfTheMinuteIsOneAct() {
        LoginAct first = counts.count("eve", from("192.0.2.1")).orElseThrow();
        assertThat(first.username()).isEqualTo("eve");
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(first.userAgent()).isEqualTo("agent/1");
        assertThat(first.requestId()).isEqualTo("r1");
        for (int time = 0; time < 1_000; time++) {
            assertThat(counts.count("eve", from("192.0.2.1"))).isEmpty();
        }
        assertThat(counts.count("eve", from("192.0.2.2"))).as("from elsewhere").isPresent();
        assertThat(counts.due()).isEmpty();
        now = now.plus(RefusalCounts.MINUTE);
        List<LoginAct> due = counts.due();
        assertThat(due).extracting(LoginAct::attempts).containsExactly(1_000L);
        assertThat(due).extracting(LoginAct::clientAddress).containsExactly("192.0.2.1");
        assertThat(due).extracting(LoginAct::userAgent).as("the last").containsExactly("agent/1001");
        assertThat(due).extracting(LoginAct::requestId).containsExactly("r1001");
        assertThat(counts.due()).isEmpty();
        assertThat(counts.count("eve", from("192.0.2.1"))).as("the next minute").isPresent();
    }

    @Test
    void whoTriesManyNamesFillsNothing() {
        long recorded = 0;
        for (int time = 0; time < 10_000; time++) {
            recorded += counts.count("name" + time, from("192.0.2.1")).stream().count();
        }
        now = now.plus(RefusalCounts.MINUTE);
        List<LoginAct> due = counts.due();
        assertThat(recorded + due.size()).isEqualTo(RefusalCounts.MOST + 2L);
        assertThat(due).extracting(LoginAct::attempts).containsExactly(10_000L - RefusalCounts.MOST - 1);
        assertThat(due.getFirst().clientAddress()).as("of several").isEmpty();
        assertThat(due.getFirst().requestId()).as("the last").isEqualTo("r10000");
    }

    @Test
    void whatIsNoNameIsNotKept() {
        assertThat(counts.count("my:password", from("192.0.2.1")).orElseThrow().username())
                .isEqualTo("anonymous");
    }
}
