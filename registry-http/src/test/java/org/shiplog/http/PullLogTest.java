package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;

/** Pulls are on record: who had which content when, and how often that was. */
@ResourceLock(TestHistory.TABLES)
class PullLogTest {
    private final PastFixture past = new PastFixture();

    @AfterEach
    void stop() {
        past.server.close();
    }

    private List<Pull> recorded() {
        return past.server.pulls.happened().stream()
                .flatMap(each -> ((ArtifactsPulled) each.event()).pulls().stream())
                .toList();
    }

    private List<Pull> recorded(int expected) {
        return await().until(this::recorded, all -> all.size() >= expected);
    }

    private JsonNode catalogue(String path) {
        return json(past.get("/api/v2.0/projects/team/repositories/app" + path, admin()));
    }

    @Test
    void whoPulledWhatIsOnRecord() {
        Digest digest = past.push("team/app", "prod", "one");
        assertThat(past.pull("team/app", "prod", admin()).statusCode()).isEqualTo(200);
        recorded(1);
        assertThat(past.pull("team/app", digest, admin()).statusCode()).isEqualTo(200);
        List<Pull> all = recorded(2);
        assertThat(all).extracting(Pull::digest).containsExactly(digest, digest);
        assertThat(all).extracting(Pull::tag).containsExactly(Optional.of(new Tag("prod")), Optional.empty());
        assertThat(all).extracting(Pull::principal).containsOnly("admin");
        assertThat(all).extracting(Pull::at).containsOnly(past.instant());
    }

    @Test
    void lookingIsNoPull() {
        Digest digest = past.push("team/app", "prod", "one");
        assertThat(past.server
                        .send("HEAD", "/v2/team/app/manifests/prod", BodyPublishers.noBody(), "Authorization", admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(past.server
                        .get(
                                "/v2/team/app/manifests/prod",
                                "Authorization",
                                admin(),
                                "If-None-Match",
                                "\"" + digest + "\"")
                        .statusCode())
                .isEqualTo(304);
        assertThat(past.pull("team/app", "other", admin()).statusCode()).isEqualTo(404);
        assertThat(past.pull("team/app", "prod", TestServer.alice()).statusCode())
                .isNotEqualTo(200);
        past.pull("team/app", "prod", admin());
        assertThat(recorded(1)).hasSize(1);
    }

    @Test
    void theCatalogueCountsThem() {
        Digest digest = past.push("team/app", "prod", "one");
        assertThat(catalogue("/artifacts/prod").get("pull_time").asText()).isEqualTo("0001-01-01T00:00:00.000Z");
        past.pull("team/app", "prod", admin());
        past.later();
        past.pull("team/app", digest, admin());
        recorded(2);
        String last = past.instant().toString();
        JsonNode artifact = catalogue("/artifacts/prod?with_tag=true");
        assertThat(artifact.get("pull_time").asText()).isEqualTo(last);
        assertThat(artifact.get("pull_count").asLong()).isEqualTo(2);
        assertThat(artifact.at("/tags/0/pull_count").asLong()).isEqualTo(1);
        assertThat(catalogue("").get("pull_count").asLong()).isEqualTo(2);
        assertThat(catalogue("/artifacts?q=pull_time%3D%5B" + last + "~%5D")).hasSize(1);
    }

    @Test
    void aStrictProjectGivesNothingThatIsNotOnRecord() {
        past.push("team/app", "prod", "one");
        HttpResponse<String> set = past.server.sendJson(
                "PUT",
                "/api/v2.0/projects/team",
                "{\"metadata\":{\"strict_pull_log\":\"true\"}}",
                "Authorization",
                admin());
        assertThat(set.statusCode()).isEqualTo(200);
        assertThat(past.pull("team/app", "prod", admin()).statusCode()).isEqualTo(200);
        assertThat(recorded()).hasSize(1);
        past.server.pulls.setAvailable(false);
        HttpResponse<String> refused = past.pull("team/app", "prod", admin());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(header(refused, "Retry-After")).isNotEmpty();
    }

    @Test
    void whatCouldNotBePutOnRecordIsLater() {
        past.push("team/app", "prod", "one");
        past.server.pulls.setAvailable(false);
        assertThat(past.pull("team/app", "prod", admin()).statusCode()).isEqualTo(200);
        past.server.pulls.setAvailable(true);
        assertThat(recorded(1)).hasSize(1);
    }
}
