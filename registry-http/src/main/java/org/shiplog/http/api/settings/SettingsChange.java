package org.shiplog.http.api.settings;

import static java.util.concurrent.CompletableFuture.completedStage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand.ChangeSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.api.port.SettingsPorts;
import org.shiplog.http.audit.ForwardPlan;
import org.shiplog.http.auth.LoginRecorder;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/**
 * Changes settings, all of a request or none.
 *
 * <p>A secret is kept aside first, then the change is made, then the secret before it is forgotten: whoever reads the settings in
 * between finds the value that belongs to what it read. What a failure leaves behind goes with a later change.
 */
final class SettingsChange {
    private static final Pattern ONE_LINE = Pattern.compile("[\\x20-\\x7e]*");

    private final SettingsPorts ports;

    SettingsChange(SettingsPorts ports) {
        this.ports = ports;
    }

    /** Makes the change; why it cannot be made, for people, or empty when it was. */
    CompletionStage<Optional<String>> make(SettingsRequest request, Provenance provenance) {
        return ports.live()
                .refresh()
                .thenCompose(before -> fault(before, request).thenCompose(fault -> {
                    if (fault.isPresent()) {
                        return completedStage(fault);
                    }
                    return markers(before, request).thenCompose(values -> change(before, values, provenance));
                }));
    }

    private CompletionStage<Optional<String>> change(
            Settings before, Map<String, Optional<String>> values, Provenance provenance) {
        if (values.isEmpty()) {
            return completedStage(Optional.empty());
        }
        return ports.entities()
                .execute(SystemSettings.ENTITY, new ChangeSettings(values), provenance)
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Accepted<SettingsRefusal> _ ->
                        ports.live()
                                .refresh()
                                .thenCompose(_ -> forget(before, values))
                                .thenApply(_ -> Optional.<String>empty());
                    case Outcome.Refused<SettingsRefusal>(SettingsRefusal.TooManySettings(int limit)) ->
                        completedStage(Optional.of("there can be at most " + limit + " settings"));
                });
    }

    /** What is to be stored: of secrets their markers, and nothing for what stays as it is. */
    private CompletionStage<Map<String, Optional<String>>> markers(Settings before, SettingsRequest request) {
        CompletionStage<Map<String, Optional<String>>> stored = completedStage(new TreeMap<>());
        for (Map.Entry<SettingKey, String> entry : request.values().entrySet()) {
            SettingKey key = entry.getKey();
            String value = entry.getValue();
            if (key.isSecret() && !value.isEmpty()) {
                stored = stored.thenCombine(ports.secrets().keep(key, value, before), (values, marker) -> {
                    values.put(key.wireName(), Optional.of(marker));
                    return values;
                });
            } else if (!value.equals(before.text(key))) {
                Optional<String> changed = key.isSecret() ? Optional.empty() : Optional.of(value);
                stored = stored.thenApply(values -> {
                    values.put(key.wireName(), changed);
                    return values;
                });
            }
        }
        return stored;
    }

    private CompletionStage<Void> forget(Settings before, Map<String, Optional<String>> values) {
        CompletionStage<Void> done = completedStage(null);
        for (String name : values.keySet()) {
            Optional<SettingKey> secret = SettingKey.of(name).filter(SettingKey::isSecret);
            if (secret.isPresent()) {
                done = done.thenCompose(_ -> ports.secrets().forget(secret.get(), before));
            }
        }
        return done;
    }

    private CompletionStage<Optional<String>> fault(Settings before, SettingsRequest request) {
        Settings after = after(before, request);
        Optional<String> fault = logFault(after, request).or(() -> ForwardPlan.fault(after));
        if (fault.isPresent()) {
            return completedStage(fault);
        }
        return modeFault(before, after)
                .thenCompose(found -> found.isPresent() ? completedStage(found) : unreachable(before, after));
    }

    private static Optional<String> logFault(Settings after, SettingsRequest request) {
        if (after.flag(SettingKey.SKIP_AUDIT_LOG_DATABASE)) {
            return Optional.of("skip_audit_log_database must be false: the audit log is made from the journal, which is"
                    + " what the registry stands on");
        }
        List<String> leftOut = Arrays.stream(
                        after.text(SettingKey.DISABLED_AUDIT_LOG_EVENT_TYPES).split(","))
                .filter(type -> !type.isEmpty())
                .toList();
        if (!LoginRecorder.OPTIONAL.containsAll(leftOut)) {
            return Optional.of("disabled_audit_log_event_types must be of " + LoginRecorder.OPTIONAL
                    + ": all other acts are events that the registry stands on");
        }
        String token = request.values().getOrDefault(SettingKey.AUDIT_LOG_FORWARD_TOKEN, "");
        return ONE_LINE.matcher(token).matches()
                ? Optional.empty()
                : Optional.of("audit_log_forward_token must be one line of ASCII");
    }

    /** Harbor, too, takes only a receiver that is there. */
    private CompletionStage<Optional<String>> unreachable(Settings before, Settings after) {
        Optional<ForwardPlan> plan = ForwardPlan.of(after);
        Optional<ForwardPlan> known = ForwardPlan.of(before);
        boolean same = plan.isEmpty()
                || known.map(ForwardPlan::target).equals(plan.map(ForwardPlan::target))
                        && known.map(ForwardPlan::authority).equals(plan.map(ForwardPlan::authority));
        return same
                ? completedStage(Optional.empty())
                : ports.sinks()
                        .probe(plan.get())
                        .thenApply(
                                reason -> reason.map(text -> "audit_log_forward_endpoint cannot be reached: " + text));
    }

    private CompletionStage<Optional<String>> modeFault(Settings before, Settings after) {
        boolean sameMode = after.text(SettingKey.AUTH_MODE).equals(before.text(SettingKey.AUTH_MODE));
        return sameMode
                ? completedStage(Optional.empty())
                : ports.users()
                        .besidesTheFirst()
                        .thenApply(users -> users == 0
                                ? Optional.empty()
                                : Optional.of("auth_mode cannot be changed while there are users besides the first"
                                        + " administrator"));
    }

    /** Of secrets it has the values where others have markers. */
    private static Settings after(Settings before, SettingsRequest request) {
        Map<String, String> values = new TreeMap<>(before.changed());
        request.values().forEach((key, value) -> values.put(key.wireName(), value));
        return new Settings(values);
    }
}
