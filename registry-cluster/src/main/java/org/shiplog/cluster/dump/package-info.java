/** One repository's events, out of one journal and into another. */
@NullMarked
package org.shiplog.cluster.dump;

import org.jspecify.annotations.NullMarked;
