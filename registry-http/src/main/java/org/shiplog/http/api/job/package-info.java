/** Shows, stops and pauses what runs in the background; and how executions, tasks and schedules look in JSON. */
@NullMarked
package org.shiplog.http.api.job;

import org.jspecify.annotations.NullMarked;
