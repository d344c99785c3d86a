package org.shiplog.domain.job;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an execution does, in Harbor's words, which call it the vendor type: {@code PURGE_AUDIT_LOG}, {@code WEBHOOK}. */
public record JobType(String value) implements Comparable<JobType> {
    private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    private static final Map<String, Integer> KEPT =
            Map.of("IMAGE_SCAN", 1, "SBOM", 1, "SCAN_ALL", 1, "PURGE_AUDIT_LOG", 10);
    private static final int KEPT_OF_OTHERS = 50;

    /** Not a job: the name under which all schedules are paused. */
    public static final JobType SCHEDULER = new JobType("SCHEDULER");

    public JobType {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a type of jobs");
        }
    }

    /** How many executions are kept for each policy of this type; older ones that have ended are shown no more. Harbor's numbers. */
    public int kept() {
        return KEPT.getOrDefault(value, KEPT_OF_OTHERS);
    }

    public static Optional<JobType> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new JobType(text)) : Optional.empty();
    }

    @Override
    public int compareTo(JobType other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
