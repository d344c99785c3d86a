package org.shiplog.http.auth;

import java.util.concurrent.CompletionStage;

/** Takes note of everybody who is refused, wherever they came with a name and a secret. */
public final class RecordedLogins implements Authenticator {
    private final Authenticator logins;
    private final LoginRecorder recorder;

    public RecordedLogins(Authenticator logins, LoginRecorder recorder) {
        this.logins = logins;
        this.recorder = recorder;
    }

    @Override
    public CompletionStage<Login> authenticate(String username, String password, String clientAddress) {
        return logins.authenticate(username, password, clientAddress).thenApply(login -> {
            switch (login) {
                case Login.Accepted _ -> {}
                case Login.Rejected _, Login.Throttled _ -> recorder.refused(username, clientAddress);
            }
            return login;
        });
    }
}
