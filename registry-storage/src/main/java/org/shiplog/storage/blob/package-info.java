/** Blobs by digest, and the upload sessions through which they arrive. */
@NullMarked
package org.shiplog.storage.blob;

import org.jspecify.annotations.NullMarked;
