/** Kills, full disks, memory limits and clients that stop half way. */
@NullMarked
package org.shiplog.e2e.faults;

import org.jspecify.annotations.NullMarked;
