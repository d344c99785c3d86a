package org.shiplog.http.auth.external;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.identity.ExternalStandings.Standing;

/** Asks, where users come from, whether somebody still is one there, and takes over what is said of them. */
public interface Voucher {
    enum Answer {
        /** The user is one there, and is here what they are there. */
        STANDS,
        /** Nobody can be asked, and what was said at the last login holds no longer. */
        PAST,
        /** The user is none there any more. */
        GONE,
        /** No answer; another time there may be one. */
        SILENT
    }

    /** @param last when that was last known; empty when it is not */
    CompletionStage<Answer> ask(Username name, User user, Optional<Standing> last);
}
