package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.proxy.ProxyAnswer;
import org.shiplog.storage.identity.ExternalStandings.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the token of the last login reviewed again: while the proxy knows it, its user is what the review says. */
public final class ProxyVoucher implements Voucher {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyVoucher.class);

    private final LiveAuthProxy proxy;
    private final ProxyUsers users;
    private final SealedLogins sealed;

    public ProxyVoucher(LiveAuthProxy proxy, ProxyUsers users, SealedLogins sealed) {
        this.proxy = proxy;
        this.users = users;
        this.sealed = sealed;
    }

    @Override
    public CompletionStage<Answer> ask(Username name, User user, Optional<Standing> last) {
        Optional<String> token = last.flatMap(Standing::tokens).flatMap(sealed::openReviewed);
        if (token.isEmpty()) {
            return completedFuture(Answer.GONE);
        }
        if (!proxy.isOn()) {
            return completedFuture(Answer.SILENT);
        }
        return proxy.now()
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(Answer.SILENT)
                        : found.get().review(token.get()).thenCompose(answer -> take(name, user, answer)));
    }

    private CompletionStage<Answer> take(Username name, User user, ProxyAnswer answer) {
        return switch (answer) {
            case ProxyAnswer.Known(var now)
            when now.name().equals(name.value()) ->
                users.renew(name, user, now).thenApply(person -> person.isPresent() ? Answer.STANDS : Answer.GONE);
            case ProxyAnswer.Known _, ProxyAnswer.Rejected _ -> completedFuture(Answer.GONE);
            case ProxyAnswer.Unavailable(String reason) -> {
                LOG.warn("the authentication proxy cannot tell whether somebody still is its user: {}", reason);
                yield completedFuture(Answer.SILENT);
            }
        };
    }
}
