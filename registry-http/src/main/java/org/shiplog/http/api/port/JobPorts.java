package org.shiplog.http.api.port;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.job.ScheduleId;

/** What the operations on background jobs stand on. */
public record JobPorts(
        JobStarter starter,
        Entities<Long, Execution, ExecutionCommand, ExecutionRefusal> executions,
        Entities<ScheduleId, Schedule, ScheduleCommand, ScheduleRefusal> schedules,
        Entities<String, JobQueues, QueueCommand, QueueRefusal> queues,
        JobLists lists) {}
