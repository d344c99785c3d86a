package org.shiplog.storage.postgres;

import java.nio.file.Path;

/** Another live process owns the data directory. Two owners would corrupt it, so the second must not start. */
public final class DataDirectoryInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataDirectoryInUseException(Path directory, String owner) {
        super("The data directory " + directory + " is in use by " + owner
                + ". Stop that one first, or choose another directory.");
    }
}
