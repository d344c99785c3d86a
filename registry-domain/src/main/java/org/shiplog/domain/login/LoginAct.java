package org.shiplog.domain.login;

import java.time.Instant;
import org.shiplog.domain.aggregate.Provenance;

/**
 * That somebody came, went or was refused.
 *
 * @param username the principal's id; of who was refused the name that was given, or who calls without one when that was no name
 * @param clientAddress as in {@link Provenance}; likewise all that follows. Empty where the act stands for several
 * @param userAgent of the last where the act stands for several; so is the request. Neither was kept of refusals at first
 * @param attempts how many the act stands for; more than one only of who was refused
 */
public record LoginAct(
        Kind kind,
        String username,
        Instant at,
        String clientAddress,
        String userAgent,
        String requestId,
        long attempts) {

    /** What happened. Names are kept in events. */
    public enum Kind {
        LOGGED_IN,
        LOGGED_OUT,
        /** With a wrong name or secret, or too soon after others. */
        REFUSED
    }

    /** Of somebody who is known. */
    public static LoginAct of(Kind kind, Provenance provenance) {
        return new LoginAct(
                kind,
                provenance.principal(),
                provenance.at(),
                provenance.clientAddress(),
                provenance.userAgent(),
                provenance.requestId(),
                1);
    }
}
