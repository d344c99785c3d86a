package org.shiplog.http.api.purge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.job.JobType;
import org.shiplog.http.api.audit.AuditRoutes;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Fields.Unfit;
import org.shiplog.http.api.json.Json;

/**
 * What of the audit log is to be purged.
 *
 * @param retentionHours how old acts must be, at most {@value #MAX_HOURS}
 * @param eventTypes of acts, such as {@code create_artifact}; {@code other} for all that have no event type of their own there
 * @param dryRun only to count them
 */
public record PurgePolicy(long retentionHours, List<String> eventTypes, boolean dryRun) {
    public static final JobType TYPE = new JobType("PURGE_AUDIT_LOG");

    private static final String HOURS = "audit_retention_hour";
    private static final String TYPES = "include_event_types";
    private static final String DRY_RUN = "dry_run";
    private static final int MAX_HOURS = 240_000;
    private static final int MAX_TEXT = 4_096;

    /** Acts on tags are written although they are in no list of event types. */
    private static final Set<String> MORE = Set.of("create_tag", "update_tag", "delete_tag", AuditLog.OTHER);

    public PurgePolicy {
        eventTypes = List.copyOf(eventTypes);
    }

    static PurgePolicy of(Fields parameters) throws Unfit {
        parameters.only(Set.of(HOURS, TYPES, DRY_RUN));
        Optional<Long> hours = parameters.number(HOURS);
        if (hours.isEmpty() || hours.get() < 0 || hours.get() > MAX_HOURS) {
            throw new Unfit(HOURS + " must be a number of hours from 0 to " + MAX_HOURS);
        }
        List<String> types = types(parameters.text(TYPES, MAX_TEXT).orElse(""));
        if (types.isEmpty()) {
            throw new Unfit(TYPES + " must name at least one event type");
        }
        for (String type : types) {
            if (!AuditRoutes.EVENT_TYPES.contains(type) && !MORE.contains(type)) {
                throw new Unfit(TYPES + " holds what is no event type");
            }
        }
        return new PurgePolicy(hours.get(), types, parameters.flag(DRY_RUN).orElse(false));
    }

    /** Whether no kind of acts is left out. */
    public boolean isOfEverything() {
        return eventTypes.contains(AuditLog.OTHER) && eventTypes.containsAll(AuditLog.NAMED);
    }

    private static List<String> types(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
    }

    /** Reads what {@link #json} has written. */
    public static PurgePolicy of(String json) {
        JsonNode parameters = Json.parse(json);
        return new PurgePolicy(
                parameters.path(HOURS).asLong(),
                types(parameters.path(TYPES).asText()),
                parameters.path(DRY_RUN).asBoolean());
    }

    /** The parameters of the API. */
    public String json() {
        return Json.object()
                .put(HOURS, retentionHours)
                .put(TYPES, String.join(",", eventTypes))
                .put(DRY_RUN, dryRun)
                .toString();
    }
}
