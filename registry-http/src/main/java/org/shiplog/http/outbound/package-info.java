/** Requests that the node makes to others, and the addresses that it does not go to. */
@NullMarked
package org.shiplog.http.outbound;

import org.jspecify.annotations.NullMarked;
