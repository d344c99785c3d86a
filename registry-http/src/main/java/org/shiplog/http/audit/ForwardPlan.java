package org.shiplog.http.audit;

import java.util.Optional;
import org.shiplog.http.outbound.ServerUrl;
import org.shiplog.http.outbound.TlsTrust;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/**
 * What the settings say about forwarding.
 *
 * @param authority PEM of the authority that the receiver's certificate is from; empty for those of the platform
 * @param format of what is posted; syslog messages carry JSON
 * @param tokenMarker stands for the token that is sent along; empty when there is none
 */
public record ForwardPlan(ForwardTarget target, String authority, AuditFormat format, String tokenMarker) {
    /** Empty when nothing is to be forwarded. */
    public static Optional<ForwardPlan> of(Settings settings) {
        return ForwardTarget.parse(settings.text(SettingKey.AUDIT_LOG_FORWARD_ENDPOINT))
                .map(target -> new ForwardPlan(
                        target,
                        settings.text(SettingKey.AUDIT_LOG_FORWARD_CA_CERTIFICATE),
                        AuditFormat.of(settings.text(SettingKey.AUDIT_LOG_FORWARD_FORMAT))
                                .orElse(AuditFormat.CLOUDEVENTS),
                        settings.text(SettingKey.AUDIT_LOG_FORWARD_TOKEN)));
    }

    /** Why settings make no plan, for people; empty when they do, or ask for none. */
    public static Optional<String> fault(Settings settings) {
        String endpoint = settings.text(SettingKey.AUDIT_LOG_FORWARD_ENDPOINT);
        String authority = settings.text(SettingKey.AUDIT_LOG_FORWARD_CA_CERTIFICATE);
        if (!authority.isBlank() && TlsTrust.including(authority).isEmpty()) {
            return Optional.of("audit_log_forward_ca_certificate must be certificates in PEM");
        }
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        Optional<ForwardTarget> target = ForwardTarget.parse(endpoint);
        if (target.isEmpty()) {
            return Optional.of("audit_log_forward_endpoint must be " + ForwardTarget.FORMS);
        }
        boolean plain = target.get() instanceof ForwardTarget.Http(var url) && ServerUrl.isPlain(url);
        return plain && !settings.text(SettingKey.AUDIT_LOG_FORWARD_TOKEN).isEmpty()
                ? Optional.of("audit_log_forward_token is sent over https only")
                : Optional.empty();
    }

    /** The authority's certificate was checked when it was set. */
    TlsTrust trust() {
        return authority.isBlank()
                ? TlsTrust.platform()
                : TlsTrust.including(authority).orElseGet(TlsTrust::platform);
    }
}
