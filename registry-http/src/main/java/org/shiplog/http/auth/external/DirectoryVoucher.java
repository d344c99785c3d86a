package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.storage.identity.ExternalStandings.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks users up in the directory. */
public final class DirectoryVoucher implements Voucher {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryVoucher.class);

    private final LiveDirectory directory;
    private final DirectoryUsers users;

    public DirectoryVoucher(LiveDirectory directory, DirectoryUsers users) {
        this.directory = directory;
        this.users = users;
    }

    @Override
    public CompletionStage<Answer> ask(Username name, User user, Optional<Standing> last) {
        if (!directory.isOn()) {
            return completedFuture(Answer.SILENT);
        }
        return directory
                .now()
                .thenCompose(found -> found.isEmpty()
                        ? completedFuture(Answer.SILENT)
                        : found.get().lookUp(name.value()).thenCompose(answer -> take(name, user, answer)));
    }

    private CompletionStage<Answer> take(Username name, User user, LdapLogin answer) {
        return switch (answer) {
            case LdapLogin.Authenticated known ->
                users.renew(name, user, known).thenApply(person -> person.isPresent() ? Answer.STANDS : Answer.GONE);
            case LdapLogin.Rejected _ -> completedFuture(Answer.GONE);
            case LdapLogin.Unavailable(String reason) -> {
                LOG.warn("the directory cannot tell whether somebody still is in it: {}", reason);
                yield completedFuture(Answer.SILENT);
            }
        };
    }
}
