package org.shiplog.http.api.port;

import java.util.concurrent.CompletionStage;

/** Gives out the numbers by which the API names things. */
public interface Ids {
    /** What is numbered, each from its own beginning. */
    enum Sequence {
        PROJECT,
        /** From 2 on: 1 is the administrator whom every registry has. */
        USER,
        ROBOT,
        MEMBER,
        GROUP,
        LABEL,
        EXECUTION,
        TASK,
        SCHEDULE,
        WEBHOOK_POLICY
    }

    /** A number that was never given out before, on any node. */
    CompletionStage<Long> next(Sequence sequence);
}
