package org.shiplog.projections.feed;

/**
 * A field of the data of public events of a type.
 *
 * @param required whether every event of the type has it
 */
public record DataField(String name, Kind kind, String description, boolean required) {
    /** What a field's value is in Java: a String, for the first three, Long, Boolean, or a list. */
    public enum Kind {
        TEXT,
        DIGEST,
        /** RFC 3339, in UTC. */
        TIME,
        NUMBER,
        FLAG,
        TEXTS,
        NUMBERS
    }

    static DataField text(String name, String description) {
        return new DataField(name, Kind.TEXT, description, true);
    }

    static DataField digest(String name, String description) {
        return new DataField(name, Kind.DIGEST, description, true);
    }

    static DataField number(String name, String description) {
        return new DataField(name, Kind.NUMBER, description, true);
    }

    static DataField flag(String name, String description) {
        return new DataField(name, Kind.FLAG, description, true);
    }

    static DataField field(String name, Kind kind, String description) {
        return new DataField(name, kind, description, true);
    }

    /** The same field, which some events of the type do not have. */
    DataField optional() {
        return new DataField(name, kind, description, false);
    }
}
