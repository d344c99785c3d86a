/** The repository aggregate: the blobs, manifests, tags and referrers of one repository. */
@NullMarked
package org.shiplog.domain.repository;

import org.jspecify.annotations.NullMarked;
