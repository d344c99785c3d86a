/** Repositories and what they hold: artifacts, tags, labels on artifacts, accessories. */
@NullMarked
package org.shiplog.http.api.artifact;

import org.jspecify.annotations.NullMarked;
