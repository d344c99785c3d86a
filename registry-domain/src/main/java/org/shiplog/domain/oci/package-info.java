/** The OCI model: digests, names, tags and media types as values that cannot be wrong. */
@NullMarked
package org.shiplog.domain.oci;

import org.jspecify.annotations.NullMarked;
