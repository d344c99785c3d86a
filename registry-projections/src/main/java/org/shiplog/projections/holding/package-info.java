/** The bytes that live repositories need, blobs and manifests, and who needs which. */
@NullMarked
package org.shiplog.projections.holding;

import org.jspecify.annotations.NullMarked;
