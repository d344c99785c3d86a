/** A cluster in one thread: the real rules over a network, a database and a clock that are made up and may fail at any step. */
@NullMarked
package org.shiplog.cluster.simulation;

import org.jspecify.annotations.NullMarked;
