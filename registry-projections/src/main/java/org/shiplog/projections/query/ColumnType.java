package org.shiplog.projections.query;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What the values of a column are, and so how text of a request is read for it. */
public enum ColumnType {
    TEXT("text") {
        @Override
        Optional<Object> read(String text) {
            return Optional.of(text);
        }
    },
    NUMBER("whole number") {
        @Override
        Optional<Object> read(String text) {
            try {
                return Optional.of(Long.parseLong(text));
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }
    },
    /** {@code 2006-01-02T15:04:05}, in UTC. */
    TIME("time of the form 2006-01-02T15:04:05") {
        @Override
        Optional<Object> read(String text) {
            try {
                LocalDateTime time = LocalDateTime.parse(text);
                boolean storable = time.getYear() >= 1 && time.getYear() <= LAST_YEAR;
                return storable ? Optional.of(OffsetDateTime.of(time, ZoneOffset.UTC)) : Optional.empty();
            } catch (DateTimeParseException _) {
                return Optional.empty();
            }
        }
    },
    FLAG("truth value") {
        @Override
        Optional<Object> read(String text) {
            return switch (text) {
                case "true", "1" -> Optional.of(true);
                case "false", "0" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
    };

    private static final int LAST_YEAR = 9_999;

    private final String description;

    ColumnType(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** The value to bind; empty when the text is none of this type. */
    abstract Optional<Object> read(String text);
}
