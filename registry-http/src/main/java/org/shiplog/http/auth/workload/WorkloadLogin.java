package org.shiplog.http.auth.workload;

import java.time.Instant;
import org.shiplog.http.auth.issuer.IssuerUrl;

/** Whether a workload's token is accepted. Reasons are for the log. */
public sealed interface WorkloadLogin {
    /**
     * @param rule the first in order that accepts the token
     * @param subject what the issuer calls the workload
     * @param expires when the token does; nothing that is given for it should last longer
     */
    record Accepted(TrustRule rule, IssuerUrl issuer, String subject, Instant expires) implements WorkloadLogin {}

    record Refused(String reason) implements WorkloadLogin {}

    /** The issuer's keys cannot be had. Another time they may. */
    record Unavailable(String reason) implements WorkloadLogin {}
}
