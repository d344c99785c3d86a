package org.shiplog.domain.project;

/** Who may pull from a project without being its member: anyone, or nobody. */
public enum Visibility {
    PUBLIC,
    PRIVATE
}
