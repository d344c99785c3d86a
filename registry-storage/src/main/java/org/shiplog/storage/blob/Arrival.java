package org.shiplog.storage.blob;

import java.io.IOException;

/** How the stream of an append ended, and with it what the session's file holds now. */
sealed interface Arrival {
    /** The sender is done; the file ends at {@code offset}. */
    record Complete(long offset) implements Arrival {}

    /** The sender broke off; what came until then is kept, at least up to {@code offset}. */
    record Interrupted(Throwable cause, long offset) implements Arrival {}

    /** Not the announced number of bytes; the file is as it was before. */
    record WrongLength() implements Arrival {}

    /** The medium failed; {@code restored} tells whether the file is as it was before, otherwise it is not known. */
    record MediumFailed(IOException cause, boolean restored) implements Arrival {}
}
