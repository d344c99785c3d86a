package org.shiplog.domain.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.login.LoginLog.LoginCommand.RecordLogins;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.login.LoginLog.LoginEvent.LoginsRecorded;
import org.shiplog.domain.login.LoginLog.LoginRefusal;

class LoginLogTest {
    private static final LoginAct ACT =
            new LoginAct(LoginAct.Kind.LOGGED_IN, "alice", Instant.EPOCH, "192.0.2.1", "Mozilla", "r", 1);

    private final LoginLog.Rules rules = new LoginLog.Rules();

    private static List<LoginAct> acts(int count) {
        return Collections.nCopies(count, ACT);
    }

    private Decision<LoginEvent, LoginRefusal> decide(int count) {
        return rules.decide(rules.initial(), new RecordLogins(acts(count)));
    }

    @Test
    void aBatchIsOneEvent() {
        LoginsRecorded event = new LoginsRecorded(acts(LoginLog.MAX_BATCH));
        assertThat(decide(LoginLog.MAX_BATCH)).isEqualTo(Decision.accept(event));
        assertThat(rules.evolve(new LoginLog(1), event)).isEqualTo(new LoginLog(1 + LoginLog.MAX_BATCH));
    }

    @Test
    void nothingIsNoEvent() {
        assertThat(decide(0)).isEqualTo(Decision.accept());
    }

    @Test
    void aBatchIsLimited() {
        assertThat(decide(LoginLog.MAX_BATCH + 1))
                .isEqualTo(Decision.refuse(new LoginRefusal.TooManyLogins(LoginLog.MAX_BATCH)));
    }
}
