package org.shiplog.storage.s3;

import java.time.Duration;

/**
 * Sizes and times. S3's own limits are: objects of 5 TiB in at most 10,000 parts, parts of 5 MiB to 5 GiB of which only the last
 * may be smaller, and copies of 5 GiB in one request.
 *
 * @param part how many bytes make a part; what memory is lent by
 * @param smallestPart the fewest bytes that a part which is not the last may have
 * @param parts how many parts an object may have
 * @param copy how many bytes one request may ask the store to copy: far fewer than it would, so that a request takes seconds
 *     and the parts of a large blob are copied side by side
 * @param patience for how long an upload that fills its part slowly may keep others waiting for memory
 * @param answer how long one attempt of a request without a body may take
 * @param transfer how long one attempt of a request may take that carries a part or copies one
 * @param silence how long a connection may say nothing before it is given up
 * @param backoff the wait before the second attempt; later ones double it
 * @param longestBackoff the longest wait between two attempts
 * @param attempts of a request that a client waits for the answer of
 * @param writeAttempts of a request that bytes of an upload depend on: they span an outage of about a minute
 * @param outage how long a store answers nothing before uploads that begin are told so with few attempts
 */
record S3Limits(
        int part,
        int smallestPart,
        int parts,
        long copy,
        Duration patience,
        Duration answer,
        Duration transfer,
        Duration silence,
        Duration backoff,
        Duration longestBackoff,
        int attempts,
        int writeAttempts,
        Duration outage) {

    /** 8 MiB in the transfer time of 5 minutes is 28 KB/s: slower links than that break uploads off. */
    static final S3Limits USUAL = new S3Limits(
            8 << 20,
            5 << 20,
            10_000,
            512L << 20,
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            4,
            14,
            Duration.ofSeconds(5));
}
