package org.shiplog.http.api.port;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Trigger;

/** Lets something be done in the background. */
public interface JobStarter {
    /**
     * What is to be done.
     *
     * @param vendorId of the policy that it is for; 0 when there is only one
     * @param attributes a JSON object that is shown with the execution; no secrets
     * @param tasks the parameters of each, as the job's kind reads them; no secrets
     */
    record Job(JobType type, long vendorId, Trigger trigger, String attributes, List<String> tasks) {
        public Job {
            tasks = List.copyOf(tasks);
        }
    }

    /** What there is that can be done. */
    Set<JobType> types();

    /** The id of the execution, when it is sure to be done. */
    CompletionStage<Long> start(Job job, Provenance provenance);
}
