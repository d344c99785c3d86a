package org.shiplog.http.route;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.Principal;

/** Tells what has become of a caller since the request came, for answers that take long. */
public interface Presence {
    /**
     * The caller as known a few seconds ago at the earliest, with the groups and permissions of today; empty when the account is gone,
     * disabled, or somebody else's by now. Whether the credentials of the request would do again is not asked.
     */
    CompletionStage<Optional<Principal>> today(Principal caller);
}
