/** The change feed of a real node. */
@NullMarked
package org.shiplog.e2e.feed;

import org.jspecify.annotations.NullMarked;
