package org.shiplog.domain.label;

import java.util.Optional;

/**
 * Where a label can be used.
 *
 * @param projectId 0 for the whole registry
 */
public record LabelScope(long projectId) {
    public static final LabelScope REGISTRY = new LabelScope(0);

    private static final String REGISTRY_TEXT = "registry";

    public LabelScope {
        if (projectId < 0) {
            throw new IllegalArgumentException("not a project's id: " + projectId);
        }
    }

    /** Empty for the whole registry. */
    public Optional<Long> project() {
        return projectId == 0 ? Optional.empty() : Optional.of(projectId);
    }

    /** Reads the text form back. */
    public static LabelScope of(String text) {
        return text.equals(REGISTRY_TEXT) ? REGISTRY : new LabelScope(Long.parseLong(text));
    }

    @Override
    public String toString() {
        return projectId == 0 ? REGISTRY_TEXT : Long.toString(projectId);
    }
}
