package org.shiplog.http.auth.external;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.TrustRule;
import org.shiplog.http.auth.WorkloadLogins;
import org.shiplog.http.auth.workload.WorkloadLogin;
import org.shiplog.http.auth.workload.WorkloadTokens;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Believes the tokens of workloads by the rules of the robot that they log in as. */
public final class TrustedWorkloads implements WorkloadLogins {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedWorkloads.class);
    private static final String FORM = "eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+";

    private final WorkloadTokens tokens;

    public TrustedWorkloads(WorkloadTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public boolean isToken(String text) {
        return text.matches(FORM);
    }

    @Override
    public CompletionStage<Boolean> vouchesFor(String token, List<TrustRule> rules) {
        List<org.shiplog.http.auth.workload.TrustRule> checked = rules.stream()
                .map(rule ->
                        new org.shiplog.http.auth.workload.TrustRule(rule.issuer(), rule.audience(), rule.claims()))
                .toList();
        return tokens.verify(token, checked).thenApply(login -> switch (login) {
            case WorkloadLogin.Accepted _ -> true;
            case WorkloadLogin.Refused(String reason) -> {
                LOG.info("the token of a workload is refused: {}", reason);
                yield false;
            }
            case WorkloadLogin.Unavailable(String reason) -> {
                LOG.warn("the token of a workload cannot be checked: {}", reason);
                yield false;
            }
        });
    }
}
