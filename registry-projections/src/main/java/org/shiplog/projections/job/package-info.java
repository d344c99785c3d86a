/** Executions, tasks and schedules as tables, the queue that workers take tasks from, and their logs. */
@NullMarked
package org.shiplog.projections.job;

import org.jspecify.annotations.NullMarked;
