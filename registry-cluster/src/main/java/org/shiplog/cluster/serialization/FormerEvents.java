package org.shiplog.cluster.serialization;

import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserSource;

/** Events in forms that are not written any more, and what they mean today. */
final class FormerEvents {
    private FormerEvents() {}

    /** Written while there was no user but the first administrator. */
    record UserRegistered1(String passwordHash, boolean systemAdmin) {
        UserEvent.UserRegistered today() {
            return new UserEvent.UserRegistered(
                    User.FIRST_ADMINISTRATOR, UserSource.DATABASE, passwordHash, systemAdmin);
        }
    }

    static Recorded<?> today(Recorded<?> recorded) {
        return recorded.event() instanceof UserRegistered1 registered
                ? new Recorded<>(registered.today(), recorded.provenance())
                : recorded;
    }
}
