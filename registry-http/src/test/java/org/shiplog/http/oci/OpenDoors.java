package org.shiplog.http.oci;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Action;
import org.shiplog.http.route.Arrival;
import org.shiplog.http.route.Authentication;
import org.shiplog.http.route.Caller;
import org.shiplog.http.route.Policy;

/** Takes everyone for whom they say they are, and lets them do anything. */
final class OpenDoors implements Authentication, Policy {
    static final String PRINCIPAL = "X-Principal";

    private record AnyCaller(Principal principal) implements Caller {
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

    @Override
    public CompletionStage<Outcome> authenticate(HttpRequest request, Arrival arrival, boolean bearerAllowed) {
        String principal = request.getHeader(PRINCIPAL).map(HttpHeader::value).orElse("alice");
        return CompletableFuture.completedStage(
                new Outcome.Known(new AnyCaller(new Principal.Person(7, principal, true, Set.of()))));
    }

    @Override
    public boolean allowsAnonymous() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    static CompletionStage<Optional<ProjectName>> noDirectory(long projectId) {
        return CompletableFuture.completedStage(Optional.empty());
    }
}
