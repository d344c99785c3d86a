/** Blobs and uploads in a bucket of an S3-compatible store. */
@NullMarked
package org.shiplog.storage.s3;

import org.jspecify.annotations.NullMarked;
