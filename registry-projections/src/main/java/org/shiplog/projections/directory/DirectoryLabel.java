package org.shiplog.projections.directory;

import java.time.Instant;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.LabelScope;

/** A label as lists show one. */
public record DirectoryLabel(Label label, LabelScope scope, Instant createdAt, Instant updatedAt) {}
