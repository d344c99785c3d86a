/** Nothing acknowledged is lost: writers that keep a ledger of every 201 while the node is killed under them. */
@NullMarked
package org.shiplog.e2e.lostwrites;

import org.jspecify.annotations.NullMarked;
