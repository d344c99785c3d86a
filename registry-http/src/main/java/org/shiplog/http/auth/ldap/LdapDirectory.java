package org.shiplog.http.auth.ldap;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.shiplog.http.auth.ldap.GroupEntries.GroupEntry;
import org.shiplog.http.auth.ldap.LdapAnswer.Found;

/**
 * An LDAP directory or an Active Directory. Everything is asked of it anew, over a connection of its own; nothing is written.
 *
 * <p>At most 32 operations run at once, 512 wait, and each has an answer within four times the timeout of the settings. Referrals
 * to other servers are not followed. What comes from users is escaped, and at most 255 characters long, passwords 1,024.
 */
public final class LdapDirectory {
    static final int MOST_RESULTS = 1000;
    private static final int MOST_OF_A_NAME = 255;
    private static final int MOST_OF_A_DN = 1024;
    private static final int MOST_OF_A_PASSWORD = 1024;
    private static final String BUSY = "the directory is busy: no operation could begin, or it did not end, in time";

    private final LdapPlan plan;
    private final LdapConnector connector;
    private final UserEntries users;
    private final DirectoryLogin login;
    private final Turns turns;

    private LdapDirectory(LdapPlan plan, Executor executor) {
        this.plan = plan;
        this.connector = new LdapConnector(plan.server());
        this.users = new UserEntries(plan);
        this.login = new DirectoryLogin(plan, users);
        this.turns = new Turns(executor, plan.server().timeout());
    }

    public sealed interface Opening {}

    public record Opened(LdapDirectory directory) implements Opening {}

    public record Refused(List<LdapRefusal> refusals) implements Opening {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * Connects to nothing yet.
     *
     * @param executor for operations, which block; virtual threads, or as many as shall run at once
     */
    public static Opening open(LdapSettings settings, Executor executor) {
        return switch (LdapPlan.of(settings)) {
            case LdapPlan.Made made -> new Opened(new LdapDirectory(made.plan(), executor));
            case LdapPlan.Refused refused -> new Refused(refused.refusals());
        };
    }

    /** Checks a password. Unknown users cost the server as many questions as wrong passwords do. */
    public CompletionStage<LdapLogin> authenticate(String username, String password) {
        boolean possible = !username.isBlank()
                && username.length() <= MOST_OF_A_NAME
                && !password.isEmpty()
                && password.length() <= MOST_OF_A_PASSWORD;
        if (!possible) {
            return completedFuture(new LdapLogin.Rejected());
        }
        return ask(session -> login.attempt(session, username.strip(), password), LdapLogin.Unavailable::new);
    }

    /**
     * Looks somebody up as a login would, without their password: {@code Rejected} when nobody has just this login name, or several
     * have. That an account is locked shows only where the filter for users lets no locked ones through.
     */
    public CompletionStage<LdapLogin> lookUp(String username) {
        if (username.isBlank() || username.length() > MOST_OF_A_NAME) {
            return completedFuture(new LdapLogin.Rejected());
        }
        return ask(session -> login.find(session, username.strip()), LdapLogin.Unavailable::new);
    }

    /** Users whose login name holds {@code term}, and all when it is empty; whoever has just this name is the first. */
    public CompletionStage<LdapAnswer<Found<LdapUser>>> searchUsers(String term) {
        if (term.length() > MOST_OF_A_NAME) {
            return refused("the user name is longer than " + MOST_OF_A_NAME + " characters");
        }
        return answer(session -> users.search(session, term.strip(), MOST_RESULTS));
    }

    /** Groups whose name holds {@code name}, and all when it is empty; or only the one at {@code dn}, unless that is empty. */
    public CompletionStage<LdapAnswer<Found<LdapGroup>>> searchGroups(String name, String dn) {
        if (plan.groups().isEmpty()) {
            return refused("no groups are searched for: ldap_group_search_filter is empty");
        }
        if (name.length() > MOST_OF_A_NAME || dn.length() > MOST_OF_A_DN) {
            return refused("the name or the DN of the group is too long");
        }
        Optional<DN> wanted = UserEntries.name(dn);
        if (wanted.isEmpty()) {
            return refused("not a distinguished name: " + dn);
        }
        return answer(session -> {
            GroupEntries groups = new GroupEntries(session, plan.groups().get());
            if (!wanted.get().isNullDN()) {
                List<LdapGroup> one = groups.at(wanted.get()).stream()
                        .map(GroupEntry::group)
                        .filter(group -> name.isBlank() || group.name().equalsIgnoreCase(name.strip()))
                        .toList();
                return new Found<>(one, true);
            }
            GroupEntries.Found found = groups.named(name.strip(), MOST_RESULTS);
            return new Found<>(found.entries().stream().map(GroupEntry::group).toList(), found.complete());
        });
    }

    /** Tries whether the server can be reached and lets the search account in and search. */
    public CompletionStage<LdapPing> ping() {
        return turns.run(
                () -> new PingAttempt(plan, connector).run(), () -> new LdapPing.Failed(PingAttempt.UNREACHABLE, BUSY));
    }

    /** Something to ask in a session that nobody has logged in to. */
    private interface Question<T> {
        T ask(LdapSession session) throws LDAPException;
    }

    private <T> CompletionStage<LdapAnswer<T>> answer(Question<T> question) {
        return ask(
                session -> {
                    login.asSearcher(session);
                    return new LdapAnswer.Answered<>(question.ask(session));
                },
                LdapAnswer.Unavailable::new);
    }

    private static <T> CompletionStage<LdapAnswer<T>> refused(String message) {
        return completedFuture(new LdapAnswer.Refused<>(message));
    }

    private <T> CompletionStage<T> ask(Question<? extends T> question, Function<String, ? extends T> unavailable) {
        return turns.run(
                () -> {
                    try (LdapSession session = connector.connect()) {
                        return question.ask(session);
                    } catch (LDAPException e) {
                        return unavailable.apply(FailureText.of(e));
                    }
                },
                () -> unavailable.apply(BUSY));
    }
}
