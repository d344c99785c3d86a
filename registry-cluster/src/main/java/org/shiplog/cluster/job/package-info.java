/** What runs in the background on this node: workers that take tasks from the queue of all nodes, and schedules that start them. */
@NullMarked
package org.shiplog.cluster.job;

import org.jspecify.annotations.NullMarked;
