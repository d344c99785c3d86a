package org.shiplog.storage.archive;

import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Keeps files that are written once and read by others. */
public interface Archive {
    /** What names are: lower-case words, divided by slashes. */
    Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}(/[a-z0-9][a-z0-9._-]{0,127}){0,3}");

    /**
     * Writes a file, in place of one of that name. When this completes, it is as durable as blobs are.
     *
     * @param name of the form of {@link #NAME}; {@link IllegalArgumentException} otherwise
     * @param content up to 64 MiB
     */
    CompletionStage<Void> put(String name, byte[] content);

    /** The name, when it is one. */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a file in the archive");
        }
        return name;
    }
}
