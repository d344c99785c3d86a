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
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginAct.Kind;

/**
 * Counts refused logins, so that who guesses passwords does not fill the journal: of a name and an address the first one in a minute
 * stands for itself, all others of that minute are one act at its end. Of more than {@value #MOST} names and addresses in a minute, the
 * rest are counted together. So a node records {@code 2 × (MOST + 1)} acts a minute at most.
 */
final class RefusalCounts {
    static final int MOST = 100;
    static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Who OTHERS = new Who(new Principal.Anonymous().id(), "");

    private final InstantSource clock;
    private final Predicate<String> isName;
    private final Map<Who, Long> further = new HashMap<>();
    private Instant begin;

    private record Who(String name, String address) {}

    /** @param isName whether a text can be somebody's name */
    RefusalCounts(InstantSource clock, Predicate<String> isName) {
        this.clock = clock;
        this.isName = isName;
        this.begin = clock.instant();
    }

    /** The act to be recorded now, if this one is not to be counted only. */
    synchronized Optional<LoginAct> count(String given, String address) {
        // What nobody can be called may be a password in the wrong field.
        String name = isName.test(given) ? given : OTHERS.name();
        Who who = new Who(name, address);
        Who counted = further.containsKey(who) || further.size() < MOST ? who : OTHERS;
        Long before = further.get(counted);
        further.put(counted, before == null ? 0 : before + 1);
        return before == null ? Optional.of(act(counted, 1)) : Optional.empty();
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
        further.forEach((who, times) -> {
            if (times > 0) {
                acts.add(act(who, times));
            }
        });
        further.clear();
        return acts;
    }

    private LoginAct act(Who who, long times) {
        return new LoginAct(
                Kind.REFUSED, who.name(), clock.instant().truncatedTo(ChronoUnit.MICROS), who.address(), "", "", times);
    }
}
