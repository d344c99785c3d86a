package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.uaa.UaaAnswer;
import org.shiplog.storage.identity.ExternalStandings.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks users up at the UAA server; where the registry's client may not, what was said at the last login holds no longer. */
public final class UaaVoucher implements Voucher {
    private static final Logger LOG = LoggerFactory.getLogger(UaaVoucher.class);

    private final LiveUaa server;
    private final UaaUsers users;

    public UaaVoucher(LiveUaa server, UaaUsers users) {
        this.server = server;
        this.users = users;
    }

    @Override
    public CompletionStage<Answer> ask(Username name, User user, Optional<Standing> last) {
        if (!server.isOn()) {
            return completedFuture(Answer.SILENT);
        }
        return server.now()
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(Answer.SILENT)
                        : found.get().find(name.value()).thenCompose(answer -> take(name, user, answer)));
    }

    private CompletionStage<Answer> take(Username name, User user, UaaAnswer answer) {
        return switch (answer) {
            case UaaAnswer.Known(var now) ->
                users.renew(name, user, now).thenApply(person -> person.isPresent() ? Answer.STANDS : Answer.GONE);
            case UaaAnswer.Unknown _ -> completedFuture(Answer.GONE);
            case UaaAnswer.Forbidden _ -> completedFuture(Answer.PAST);
            case UaaAnswer.Unavailable(String reason) -> {
                LOG.warn("the UAA server cannot tell whether somebody still is its user: {}", reason);
                yield completedFuture(Answer.SILENT);
            }
        };
    }
}
