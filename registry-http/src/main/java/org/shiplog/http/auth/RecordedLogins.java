package org.shiplog.http.auth;

import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Provenance;

/** Takes note of everybody who is refused, wherever they came with a name and a secret. */
public final class RecordedLogins implements Authenticator {
    private final Authenticator logins;
    private final LoginRecorder recorder;

    public RecordedLogins(Authenticator logins, LoginRecorder recorder) {
        this.logins = logins;
        this.recorder = recorder;
    }

    @Override
    public CompletionStage<Login> authenticate(String username, String password, Provenance request) {
        return logins.authenticate(username, password, request).thenApply(login -> {
            switch (login) {
                case Login.Accepted _ -> {}
                case Login.Rejected _, Login.Throttled _ -> recorder.refused(username, request);
            }
            return login;
        });
    }
}
