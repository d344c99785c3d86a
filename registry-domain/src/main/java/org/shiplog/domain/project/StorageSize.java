package org.shiplog.domain.project;

import java.util.Locale;

/** Writes numbers of bytes for people, {@code 510.7 MiB}. */
final class StorageSize {
    private static final String UNITS = "KMGTPE";
    private static final int STEP = 1024;

    private StorageSize() {}

    static String text(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= STEP) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(unit));
    }
}
