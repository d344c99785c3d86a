package org.shiplog.cluster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.http.auth.Authenticator;

/** Counts who logs in with a password, who fails to, and who has failed so often that nobody looks any more. */
public final class WatchedAuthenticator implements Authenticator {
    private final Authenticator authenticator;
    private final Optional<Tracing> tracing;
    private final Counter accepted;
    private final Counter rejected;
    private final Counter throttled;

    public WatchedAuthenticator(Authenticator authenticator, MeterRegistry registry, Optional<Tracing> tracing) {
        this.authenticator = authenticator;
        this.tracing = tracing;
        this.accepted = logins(registry, "accepted");
        this.rejected = logins(registry, "rejected");
        this.throttled = logins(registry, "throttled");
    }

    private static Counter logins(MeterRegistry registry, String result) {
        return Counter.builder("shiplog.logins")
                .description(
                        "Passwords that were presented, by what became of them: throttled ones were not looked at.")
                .tag("result", result)
                .register(registry);
    }

    @Override
    public CompletionStage<Login> authenticate(String username, String password, Provenance request) {
        return traced(username, password, request).thenApply(login -> {
            switch (login) {
                case Login.Accepted _ -> accepted.increment();
                case Login.Rejected _ -> rejected.increment();
                case Login.Throttled _ -> throttled.increment();
            }
            return login;
        });
    }

    private CompletionStage<Login> traced(String username, String password, Provenance request) {
        return tracing.isEmpty()
                ? authenticator.authenticate(username, password, request)
                : tracing.get().child("password check", () -> authenticator.authenticate(username, password, request));
    }
}
