/** Benchmarks of parts that only their own package may see. */
@NullMarked
package org.shiplog.http.oci;

import org.jspecify.annotations.NullMarked;
