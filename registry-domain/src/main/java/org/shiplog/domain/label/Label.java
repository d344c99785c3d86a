package org.shiplog.domain.label;

/**
 * @param labelId never used twice
 * @param name 1 to {@value #MAX_NAME_LENGTH} characters, unique in its scope
 * @param description at most {@value #MAX_DESCRIPTION_LENGTH} characters
 * @param color {@code #RRGGBB}, or empty
 */
public record Label(long labelId, String name, String description, String color) {
    public static final int MAX_NAME_LENGTH = 128;
    public static final int MAX_DESCRIPTION_LENGTH = 1024;
}
