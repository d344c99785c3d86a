/** Delivers to the targets of webhook policies. */
@NullMarked
package org.shiplog.http.webhook;

import org.jspecify.annotations.NullMarked;
