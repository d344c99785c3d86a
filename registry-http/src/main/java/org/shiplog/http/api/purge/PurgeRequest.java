package org.shiplog.http.api.purge;

import java.util.Optional;
import org.shiplog.http.api.job.ScheduleRequest;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Fields.Unfit;

/** @param policy empty only when nothing is to be purged any more */
record PurgeRequest(ScheduleRequest when, Optional<PurgePolicy> policy) {
    static PurgeRequest of(Fields body) throws Unfit {
        ScheduleRequest when = ScheduleRequest.of(body.only(ScheduleRequest.BODY));
        if (when instanceof ScheduleRequest.Never) {
            return new PurgeRequest(when, Optional.empty());
        }
        Optional<Fields> parameters = body.object("parameters");
        if (parameters.isEmpty()) {
            throw new Unfit("parameters are missing");
        }
        return new PurgeRequest(when, Optional.of(PurgePolicy.of(parameters.get())));
    }
}
