package org.shiplog.storage.inspect;

import org.shiplog.domain.oci.Digest;

/** What is wrong with bytes that should be stored. */
public sealed interface Fault {
    record Missing() implements Fault {}

    /** @param found how many bytes there are */
    record WrongSize(long found) implements Fault {}

    /** @param found what the bytes hash to */
    record WrongDigest(Digest found) implements Fault {}

    /** The store failed, so that nothing is known about them. */
    record Unreadable(String why) implements Fault {}
}
