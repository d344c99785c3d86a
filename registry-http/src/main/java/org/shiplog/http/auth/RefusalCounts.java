package org.shiplog.http.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginAct.Kind;

/**
 * Counts refused logins, so that who guesses passwords does not fill the journal: of a name and an address the first one in a minute
 * stands for itself, all others of that minute are one act at its end, with the client and the request of the last. Of more than
 * {@value #MOST} names and addresses in a minute, the rest are counted together. So a node records {@code 2 × (MOST + 1)} acts a minute at most.
 */
final class RefusalCounts {
    static final int MOST = 100;
    static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Who OTHERS = new Who(new Principal.Anonymous().id(), "");

    private final InstantSource clock;
    private final Predicate<String> isName;
    private final Map<Who, Further> further = new HashMap<>();
    private Instant begin;

    private record Who(String name, String address) {}

    /** @param last refused, among so many */
    private record Further(long times, Provenance last) {}

    /** @param isName whether a text can be somebody's name */
    RefusalCounts(InstantSource clock, Predicate<String> isName) {
        this.clock = clock;
        this.isName = isName;
        this.begin = clock.instant();
    }

    /** The act to be recorded now, if this one is not to be counted only. */
    synchronized Optional<LoginAct> count(String given, Provenance request) {
        // What nobody can be called may be a password in the wrong field.
        String name = isName.test(given) ? given : OTHERS.name();
        Who who = new Who(name, request.clientAddress());
        Who counted = further.containsKey(who) || further.size() < MOST ? who : OTHERS;
        Further before = further.get(counted);
        further.put(counted, new Further(before == null ? 0 : before.times() + 1, request));
        return before == null ? Optional.of(act(counted, 1, request)) : Optional.empty();
    }

    /** What was counted only, once the minute is over. */
    synchronized List<LoginAct> due() {
        Instant now = clock.instant();
        if (now.isBefore(begin.plus(MINUTE))) {
            return List.of();
        }
        begin = now;
        return rest();
    }

    /** What was counted only. */
    synchronized List<LoginAct> rest() {
        List<LoginAct> acts = new ArrayList<>();
        further.forEach((who, more) -> {
            if (more.times() > 0) {
                acts.add(act(who, more.times(), more.last()));
            }
        });
        further.clear();
        return acts;
    }

    private LoginAct act(Who who, long times, Provenance last) {
        return new LoginAct(
                Kind.REFUSED,
                who.name(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                who.address(),
                last.userAgent(),
                last.requestId(),
                times);
    }
}
