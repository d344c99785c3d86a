package org.shiplog.http.audit;

import java.io.IOException;
import java.util.List;
import org.shiplog.projections.audit.AuditRow;

/** Takes acts, in order. For one thread, which it blocks: a few seconds at most, and until it is interrupted. */
public interface AuditSink extends AutoCloseable {
    /** The most acts that are sent at once. */
    int MAX_ACTS = 500;

    /**
     * Sends acts. When this fails, or {@link #confirm} later, all that was not confirmed has to be sent again.
     *
     * @param acts at most {@link #MAX_ACTS}
     * @throws IOException with a reason for administrators
     */
    void send(List<AuditRow> acts) throws IOException, InterruptedException;

    /** Whether what was sent has arrived when {@link #send} returns. */
    boolean acknowledges();

    /**
     * Makes sure, as far as the protocol lets one, that all that was sent has arrived.
     *
     * @throws IOException with a reason for administrators
     */
    void confirm() throws IOException, InterruptedException;

    @Override
    void close();
}
