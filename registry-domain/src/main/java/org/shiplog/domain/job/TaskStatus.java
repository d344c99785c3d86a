package org.shiplog.domain.job;

/** How far a task or an execution is. */
public enum TaskStatus {
    /** Waits for a worker. */
    PENDING("Pending", false),
    /** Has failed and waits until it is tried again. */
    SCHEDULED("Scheduled", false),
    RUNNING("Running", false),
    SUCCESS("Success", true),
    ERROR("Error", true),
    STOPPED("Stopped", true);

    private final String word;
    private final boolean ended;

    TaskStatus(String word, boolean ended) {
        this.word = word;
        this.ended = ended;
    }

    /** The API's word for it. */
    public String word() {
        return word;
    }

    public boolean hasEnded() {
        return ended;
    }
}
