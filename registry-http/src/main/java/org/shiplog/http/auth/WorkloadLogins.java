package org.shiplog.http.auth;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.TrustRule;

/** Checks identity tokens of other issuers, which build systems hand to their jobs, in place of a robot's secret. */
public interface WorkloadLogins {
    /** Whether the text has the form of such a token, which no secret of the registry has. */
    boolean isToken(String text);

    /** Whether the token is genuine and fits one of the rules. */
    CompletionStage<Boolean> vouchesFor(String token, List<TrustRule> rules);
}
