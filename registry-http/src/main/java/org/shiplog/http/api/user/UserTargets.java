package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.http.api.json.PathNumber;
import org.shiplog.http.api.port.Directory;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.projections.directory.DirectoryUser;

/** Finds the user whom a path is about, for callers who may do something about them: others never learn whether there is one. */
public final class UserTargets {
    private final Directory directory;
    private final Accounts accounts;

    public UserTargets(Directory directory, Accounts accounts) {
        this.directory = directory;
        this.accounts = accounts;
    }

    /**
     * A user who exists.
     *
     * @param self whether the caller is this user
     */
    record Target(Username name, User user, DirectoryUser row, boolean self) {
        /** Who may change users may not thereby become an administrator. */
        boolean isBeyond(Principal principal) {
            return !self && (user.systemAdmin() || user.adminElsewhere()) && !principal.administersSystem();
        }
    }

    /**
     * Answers by the user that the path names, or refuses.
     *
     * @param permission what callers need
     * @param ofOwn whether users need no permission for themselves
     */
    CompletionStage<HttpResponse> answer(
            Call call, Permission permission, boolean ofOwn, Function<Target, CompletionStage<HttpResponse>> answer) {
        long id = PathNumber.of(call, "user_id");
        boolean self = call.principal() instanceof Principal.Person person && person.userId() == id;
        if (!(self && ofOwn) && !ProjectAccess.ofSystem(call.principal(), permission)) {
            return completedFuture(ErrorResponse.of(ApiError.FORBIDDEN));
        }
        return find(id, self)
                .thenCompose(found -> found.isPresent()
                        ? answer.apply(found.get())
                        : completedFuture(ErrorResponse.of(ApiError.NOT_FOUND, "no such user")));
    }

    CompletionStage<Optional<Target>> find(long userId, boolean self) {
        return directory
                .user(userId)
                .thenCompose(row -> row.isEmpty()
                        ? completedFuture(Optional.empty())
                        : accounts.users()
                                .query(row.get().username(), new FindUser())
                                .thenApply(user -> user.filter(known -> known.userId() == userId)
                                        .map(known -> new Target(row.get().username(), known, row.get(), self))));
    }
}
