package org.shiplog.http.api.job;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shiplog.domain.job.Cron;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Fields.Unfit;

/** When something is to be done, as the API's {@code Schedule} says it. */
public sealed interface ScheduleRequest {
    /** Once, at once. */
    record Now() implements ScheduleRequest {}

    /** Not any more. */
    record Never() implements ScheduleRequest {}

    /** @param repetition in Harbor's word */
    record Repeated(String repetition, Cron cron) implements ScheduleRequest {}

    /** The fields of a body that holds a schedule; those that only answers have may come back and mean nothing. */
    Set<String> BODY = Set.of("id", "status", "creation_time", "update_time", "schedule", "parameters");

    /** What the words mean when no cron expression comes with them. */
    Map<String, String> CRONS = Map.of("Hourly", "0 0 * * * *", "Daily", "0 0 0 * * *", "Weekly", "0 0 0 * * 0");

    /** @param body with a field {@code schedule} */
    static ScheduleRequest of(Fields body) throws Unfit {
        Optional<Fields> schedule = body.object("schedule");
        if (schedule.isEmpty()) {
            throw new Unfit("schedule is missing");
        }
        Fields fields = schedule.get().only(Set.of("type", "cron", "next_scheduled_time"));
        String type = fields.text("type", Cron.MAX_LENGTH).orElse("");
        String cron = fields.text("cron", Cron.MAX_LENGTH).orElse("");
        return switch (type) {
            case "Manual" -> new Now();
            case "None" -> new Never();
            case "Hourly", "Daily", "Weekly", "Custom", "Schedule" ->
                new Repeated(type, cron(cron.isBlank() ? CRONS.getOrDefault(type, "") : cron));
            default -> throw new Unfit("schedule.type must be Hourly, Daily, Weekly, Custom, Schedule, Manual or None");
        };
    }

    private static Cron cron(String text) throws Unfit {
        return switch (Cron.parse(text)) {
            case Cron.Parsed.Valid(Cron cron) -> cron;
            case Cron.Parsed.Malformed(String message) -> throw new Unfit("schedule.cron: " + message);
        };
    }
}
