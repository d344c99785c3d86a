package org.shiplog.cluster.entity;

/**
 * Whether this node may still speak for the entities it runs, which it may while no other node can have taken them over.
 *
 * <p>The journal keeps two writers apart, but it cannot keep one of them from reading its own memory, nor tell the other that
 * something was written behind its back. So a node that was paused or cut off for so long that it may have been given up must neither
 * answer from memory nor acknowledge what it wrote.
 */
@FunctionalInterface
public interface Tenure {
    /** For a node that nobody takes over from while it runs. */
    Tenure UNCONTESTED = () -> true;

    /** Asked for every query and every batch of replies; quick. False stays possible for a node that was in fact not given up. */
    boolean holds();
}
