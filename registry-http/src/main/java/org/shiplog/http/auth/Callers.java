package org.shiplog.http.auth;

import java.util.Set;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.Caller;

/** The ways to call. */
final class Callers {
    private Callers() {}

    /** Without credentials. Those cannot limit what anybody may do. */
    record Unidentified() implements Caller {
        @Override
        public Principal principal() {
            return new Principal.Anonymous();
        }

        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return true;
        }

        @Override
        public boolean reachesRegistry() {
            return true;
        }

        @Override
        public boolean presentedCredentials() {
            return false;
        }
    }

    /** With name and password, which reach as far as the rights behind them. */
    record WithPassword(Principal.Authenticated principal) implements Caller {
        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return true;
        }

        @Override
        public boolean reachesRegistry() {
            return true;
        }

        @Override
        public boolean presentedCredentials() {
            return true;
        }
    }

    /** Logged in with a browser, which reaches as far as the rights behind it. */
    record WithSession(Principal.Person principal) implements Caller {
        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return true;
        }

        @Override
        public boolean reachesRegistry() {
            return true;
        }

        @Override
        public boolean presentedCredentials() {
            return true;
        }
    }

    /** With an ID token of the provider, which reaches as far as the rights behind it. */
    record WithIdToken(Principal.Person principal) implements Caller {
        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return true;
        }

        @Override
        public boolean reachesRegistry() {
            return true;
        }

        @Override
        public boolean presentedCredentials() {
            return true;
        }
    }

    /** With a command's word for it, which reaches the management API only. */
    record AsOperator() implements Caller {
        @Override
        public Principal principal() {
            return new Principal.Operator();
        }

        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return false;
        }

        @Override
        public boolean presentedCredentials() {
            return true;
        }
    }

    /** With a registry token, which never reaches beyond its scope. */
    record WithToken(Principal principal, TokenScope scope) implements Caller {
        @Override
        public boolean reaches(RepositoryName repository, Set<Action> actions) {
            return scope.repositories().getOrDefault(repository, Set.of()).containsAll(actions);
        }

        @Override
        public boolean reachesRegistry() {
            return scope.registry();
        }

        @Override
        public boolean presentedCredentials() {
            return true;
        }
    }
}
