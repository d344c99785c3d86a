package org.shiplog.domain.robot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotName;

/**
 * A robot account.
 *
 * @param account empty while no robot has the name
 * @param lockedUntil until when logins were not looked at after too many had failed, the last time
 */
public record Robot(Optional<Account> account, Optional<Instant> lockedUntil) {
    static final Robot NONE = new Robot(Optional.empty(), Optional.empty());

    /** @param secrets the one that holds, and behind it a former one that may still hold */
    public record Account(RobotFacts facts, RobotProfile profile, List<RobotSecret> secrets) {
        public Account {
            secrets = List.copyOf(secrets);
        }

        /** Whether it may log in at all. */
        public boolean isActiveAt(Instant time) {
            return profile.enabled()
                    && profile.expiry(facts.createdAt()).map(time::isBefore).orElse(true);
        }

        /** @param prefix of the name with which it logs in, under which its acts are recorded */
        public Principal.Machine principal(RobotName name, String prefix) {
            return new Principal.Machine(facts.robotId(), prefix + name, name, facts.project(), profile.permissions());
        }
    }

    static Robot of(Account account) {
        return new Robot(Optional.of(account), Optional.empty());
    }

    Robot withLockout(Instant until) {
        return new Robot(account, Optional.of(until));
    }

    /** The robot; empty for an unknown name. */
    public record FindRobot() implements Query<Robot, Optional<Account>> {
        @Override
        public Optional<Account> answer(Robot robot) {
            return robot.account();
        }
    }
}
