/** The Harbor-compatible management API. */
@NullMarked
package org.shiplog.http.api;

import org.jspecify.annotations.NullMarked;
