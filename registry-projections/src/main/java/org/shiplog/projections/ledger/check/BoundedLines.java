package org.shiplog.projections.ledger.check;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import org.shiplog.projections.ledger.ExportLine;

/** The lines of a file, none of which takes more memory than a line may. */
final class BoundedLines {
    private final Reader reader;
    private boolean tooLong;

    /** @param reader with a buffer, because it is read character by character */
    BoundedLines(Reader reader) {
        this.reader = reader;
    }

    /** Empty at the end, and when a line is too long. */
    Optional<String> next() throws IOException {
        StringBuilder line = new StringBuilder();
        int read = reader.read();
        if (read < 0) {
            return Optional.empty();
        }
        while (read >= 0 && read != '\n') {
            if (line.length() == ExportLine.MAX_LENGTH) {
                tooLong = true;
                return Optional.empty();
            }
            line.append((char) read);
            read = reader.read();
        }
        return Optional.of(line.toString());
    }

    boolean isTooLong() {
        return tooLong;
    }
}
