/** The OCI distribution API. */
@NullMarked
package org.shiplog.http.oci;

import org.jspecify.annotations.NullMarked;
