package org.shiplog.cluster.serialization;

import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;

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

    /** Written while nobody asked what a manifest's config is, and which manifests an index names. */
    record ManifestPushed1(ManifestFacts manifest) {
        RepositoryEvent.ManifestPushed today() {
            return new RepositoryEvent.ManifestPushed(manifest);
        }
    }

    static Recorded<?> today(Recorded<?> recorded) {
        return switch (recorded.event()) {
            case UserRegistered1 registered -> new Recorded<>(registered.today(), recorded.provenance());
            case ManifestPushed1 pushed -> new Recorded<>(pushed.today(), recorded.provenance());
            default -> recorded;
        };
    }
}
