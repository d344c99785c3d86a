package org.shiplog.http.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** What a probe is told: 200 when every check that counts has passed and 503 when not, with the reasons as JSON. */
public record HealthReport(List<Check> checks) {
    public HealthReport {
        checks = List.copyOf(checks);
    }

    /**
     * One thing that was looked at.
     *
     * @param counts whether the report as a whole depends on it
     * @param detail for people
     */
    public record Check(String name, boolean passed, boolean counts, String detail) {}

    public boolean healthy() {
        return checks.stream().allMatch(check -> check.passed() || !check.counts());
    }

    public HttpResponse response() {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("healthy", healthy());
        ArrayNode list = body.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("name", check.name())
                    .put("passed", check.passed())
                    .put("counts", check.counts())
                    .put("detail", check.detail());
        }
        return HttpResponse.create()
                .withStatus(healthy() ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE)
                .withEntity(ContentTypes.APPLICATION_JSON, body.toString());
    }
}
