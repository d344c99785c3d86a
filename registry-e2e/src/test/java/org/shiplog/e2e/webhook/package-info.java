/** Deliveries of a node that was started as people start it. */
@NullMarked
package org.shiplog.e2e.webhook;

import org.jspecify.annotations.NullMarked;
