package org.shiplog.domain.job;

/**
 * What a schedule is for: there is at most one for each.
 *
 * @param vendorId of the policy among those of the type; 0 when there is only one
 */
public record ScheduleId(JobType type, long vendorId) {
    private static final char SEPARATOR = ':';

    public ScheduleId {
        if (vendorId < 0) {
            throw new IllegalArgumentException("not an id: " + vendorId);
        }
    }

    /** Reads the text form back. */
    public static ScheduleId of(String text) {
        int separator = text.indexOf(SEPARATOR);
        return new ScheduleId(
                new JobType(text.substring(0, Math.max(0, separator))), Long.parseLong(text.substring(separator + 1)));
    }

    @Override
    public String toString() {
        return type.value() + SEPARATOR + vendorId;
    }
}
