/** The stable wire form of events, snapshots and messages. */
@NullMarked
package org.shiplog.cluster.serialization;

import org.jspecify.annotations.NullMarked;
