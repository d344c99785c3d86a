package org.shiplog.domain.login;

import java.util.List;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;

/**
 * The log of logins and logouts. Apart from the users, who must not grow by them, and some of whom nobody has ever heard of.
 *
 * @param acts how many there were
 */
public record LoginLog(long acts) {
    /** The one entity of its kind: logins are few, and failures are counted before they come here. */
    public static final String ENTITY = "registry";

    /** The most acts in one batch, which keeps it within a frame between nodes. */
    public static final int MAX_BATCH = 256;

    static final LoginLog EMPTY = new LoginLog(0);

    public sealed interface LoginCommand {
        /** @param acts at most {@link #MAX_BATCH} */
        record RecordLogins(List<LoginAct> acts) implements LoginCommand {
            public RecordLogins {
                acts = List.copyOf(acts);
            }
        }
    }

    public sealed interface LoginEvent {
        record LoginsRecorded(List<LoginAct> acts) implements LoginEvent {
            public LoginsRecorded {
                acts = List.copyOf(acts);
            }
        }
    }

    public sealed interface LoginRefusal {
        record TooManyLogins(int limit) implements LoginRefusal {}
    }

    public static final class Rules implements Aggregate<LoginLog, LoginCommand, LoginEvent, LoginRefusal> {
        @Override
        public LoginLog initial() {
            return EMPTY;
        }

        @Override
        public Decision<LoginEvent, LoginRefusal> decide(LoginLog log, LoginCommand command) {
            return switch (command) {
                case LoginCommand.RecordLogins(List<LoginAct> acts)
                when acts.size() > MAX_BATCH -> Decision.refuse(new LoginRefusal.TooManyLogins(MAX_BATCH));
                case LoginCommand.RecordLogins(List<LoginAct> acts) ->
                    acts.isEmpty() ? Decision.accept() : Decision.accept(new LoginEvent.LoginsRecorded(acts));
            };
        }

        @Override
        public LoginLog evolve(LoginLog log, LoginEvent event) {
            return switch (event) {
                case LoginEvent.LoginsRecorded(List<LoginAct> acts) -> new LoginLog(log.acts() + acts.size());
            };
        }
    }
}
