package org.shiplog.http.api.allowlist;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand.ChangeSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.SettingsPorts;
import org.shiplog.http.api.project.CveAllowlistJson;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;

/** Shows and replaces the list that projects without one of their own use. It is kept with the settings, in the form of the API. */
public final class SystemAllowlistRoutes {
    private static final PathTemplate ALLOWLIST = PathTemplate.of("/api/v2.0/system/CVEAllowlist");
    private static final String SETTING = "system_cve_allowlist";
    private static final long NO_PROJECT = 0;

    private final SettingsPorts ports;
    private final JsonBody bodies;

    public SystemAllowlistRoutes(SettingsPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                new Route("getSystemCVEAllowlist", HttpMethods.GET, ALLOWLIST, new Access.LoggedIn(), _ -> show()),
                new Route(
                        "putSystemCVEAllowlist",
                        HttpMethods.PUT,
                        ALLOWLIST,
                        new Access.OnSystem(new Permission("configuration", "update")),
                        this::replace));
    }

    private CompletionStage<HttpResponse> show() {
        return ports.live()
                .refresh()
                .thenApply(settings ->
                        Json.ok(Optional.ofNullable(settings.changed().get(SETTING))
                                .<JsonNode>map(Json::parse)
                                .orElseGet(() -> CveAllowlistJson.write(NO_PROJECT, CveAllowlist.NONE))));
    }

    private CompletionStage<HttpResponse> replace(Call call) {
        return bodies.read(call.request(), CveAllowlistJson::read, allowlist -> replace(call, allowlist));
    }

    private CompletionStage<HttpResponse> replace(Call call, CveAllowlist allowlist) {
        Optional<String> value = Optional.of(allowlist)
                .filter(list -> !list.equals(CveAllowlist.NONE))
                .map(list -> CveAllowlistJson.write(NO_PROJECT, list).toString());
        return ports.entities()
                .execute(SystemSettings.ENTITY, new ChangeSettings(Map.of(SETTING, value)), call.provenance())
                .thenApply(SystemAllowlistRoutes::answer);
    }

    private static HttpResponse answer(Outcome<SettingsRefusal> outcome) {
        return switch (outcome) {
            case Outcome.Accepted<SettingsRefusal> _ -> HttpResponse.create();
            case Outcome.Refused<SettingsRefusal>(SettingsRefusal.TooManySettings(int limit)) ->
                ErrorResponse.of(ApiError.BAD_REQUEST, "there can be at most " + limit + " settings");
        };
    }
}
