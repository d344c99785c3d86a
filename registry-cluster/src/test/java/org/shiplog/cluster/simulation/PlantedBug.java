package org.shiplog.cluster.simulation;

/** What can be broken on purpose, so that it is known that the simulation would see it. */
enum PlantedBug {
    /** The journal takes an event whose sequence number is taken, in place of the earlier one. */
    JOURNAL_WITHOUT_FENCE,
    /** The database forgets in a crash what it confirmed last. */
    COMMIT_WITHOUT_FLUSH,
    /** A failed write may leave a part of its batch. */
    TORN_BATCH,
    /** An entity replies when it hands its events to the journal. */
    REPLY_BEFORE_DURABLE,
    /** An entity does not know a command again. */
    RECENT_COMMANDS_DROPPED,
    /** A node that was given up goes on answering from memory. */
    NO_TENURE,
    /** A node that may have been given up does not answer from memory, but it acknowledges what it wrote. */
    ACKNOWLEDGED_WITHOUT_TENURE,
    /** Another node takes over while the one that had the entity may still answer. */
    EARLY_TAKEOVER,
    /** A snapshot lacks the recent commands. */
    SNAPSHOT_WITHOUT_RECENT_COMMANDS,
    /** A recovery leaves out an event that follows a snapshot. */
    RECOVERY_SKIPS_AN_EVENT,
    /** What was read from the journal is answered at once, though the entity may not know of it yet. */
    FALLBACK_WITHOUT_SETTLING,
    /** A mount takes the caller's word that the blob is in the other repository. */
    MOUNT_UNCHECKED,
    /** A blob is linked before its bytes are in the store. */
    LINK_BEFORE_BYTES,
    /** The ledger of uploads records what a holder brings that has lost its hold. */
    RELEASED_WITHOUT_FENCE,
    /** A renewal gives a hold back to one who has lost it. */
    LOST_HOLDS_RENEWED,
    /** Holds are numbered one by one, so that a number which a crash forgot is given again. */
    FENCES_COUNTED,
    /** An upload that a client was told to have begun may be forgotten by a crash of the database. */
    BEGUN_WITHOUT_FLUSH,
    /** A recorded part of an upload may be forgotten by a crash of the database. */
    RECORDED_WITHOUT_FLUSH,
    /** A part of an upload is recorded when it is still being written. */
    RECORDED_BEFORE_DURABLE,
    /** What comes with the end of an upload is published before it is known to have the digest. */
    PUBLISHED_BEFORE_CHECKED
}
