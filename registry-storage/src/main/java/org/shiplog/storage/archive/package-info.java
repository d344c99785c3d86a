/** Files that are written once, for others than the registry to read, beside the blobs. */
@NullMarked
package org.shiplog.storage.archive;

import org.jspecify.annotations.NullMarked;
