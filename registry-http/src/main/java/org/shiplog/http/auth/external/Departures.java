package org.shiplog.http.auth.external;

import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.storage.identity.ExternalStandings;
import org.shiplog.storage.identity.LoginSessions;

/** Takes from users what they had only because they were users elsewhere. Their accounts stay: they may come back. */
public final class Departures {
    private final Onboarding onboarding;
    private final ExternalStandings standings;
    private final LoginSessions sessions;

    public Departures(Onboarding onboarding, ExternalStandings standings, LoginSessions sessions) {
        this.onboarding = onboarding;
        this.standings = standings;
        this.sessions = sessions;
    }

    /** What stands on the user's being there goes first: if the rest fails, it is tried again with the next request. */
    CompletionStage<Void> of(Username name, User user) {
        return onboarding
                .leaveGroups(name)
                .thenCompose(_ -> sessions.endAll(user.userId()))
                .thenCompose(_ -> standings.remove(user.userId()));
    }
}
