/** What runs in the background: executions and their tasks, schedules that start them, and queues that can be paused. */
@NullMarked
package org.shiplog.domain.job;

import org.jspecify.annotations.NullMarked;
