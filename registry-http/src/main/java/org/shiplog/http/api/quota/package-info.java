/** Limits of storage. */
@NullMarked
package org.shiplog.http.api.quota;

import org.jspecify.annotations.NullMarked;
