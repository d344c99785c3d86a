package org.shiplog.http.api.settings;

import static java.util.concurrent.CompletableFuture.completedStage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.port.SettingsPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.SettingType;
import org.shiplog.http.settings.Settings;

/** Shows and changes the registry's settings. Secrets can be set, and are never shown. */
public final class SettingsRoutes {
    private static final PathTemplate CONFIGURATIONS = PathTemplate.of("/api/v2.0/configurations");

    private final SettingsPorts ports;
    private final SettingsChange change;
    private final JsonBody bodies;

    public SettingsRoutes(SettingsPorts ports, JsonBody bodies) {
        this.ports = ports;
        this.change = new SettingsChange(ports);
        this.bodies = bodies;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "getConfigurations",
                        HttpMethods.GET,
                        CONFIGURATIONS,
                        new Access.OnSystem(new Permission("configuration", "read")),
                        _ -> ports.live()
                                .refresh()
                                .thenCombine(ports.users().besidesTheFirst(), SettingsRoutes::shown)),
                new Route(
                        "updateConfigurations",
                        HttpMethods.PUT,
                        CONFIGURATIONS,
                        new Access.OnSystem(new Permission("configuration", "update")),
                        this::update),
                // Harbor's own services ask here, with a secret that they share. There are no such services, and nobody
                // has it.
                new Route(
                        "getInternalconfig",
                        HttpMethods.GET,
                        PathTemplate.of("/api/v2.0/internalconfig"),
                        new Access.Anyone(),
                        _ -> completedStage(ErrorResponse.of(ApiError.UNAUTHORIZED))));
    }

    private CompletionStage<HttpResponse> update(Call call) {
        return bodies.read(call.request(), body -> switch (SettingsRequest.parse(body)) {
            case SettingsRequest.Parsed.Invalid(String message) ->
                completedStage(ErrorResponse.of(ApiError.BAD_REQUEST, message));
            case SettingsRequest.Parsed.Valid(SettingsRequest request) ->
                change.make(request, call.provenance())
                        .thenApply(fault -> fault.map(message -> ErrorResponse.of(ApiError.BAD_REQUEST, message))
                                .orElseGet(HttpResponse::create));
        });
    }

    /** @param users besides the first administrator, while there are which the way in which they log in stays */
    private static HttpResponse shown(Settings settings, long users) {
        ObjectNode body = Json.object();
        for (SettingKey key : SettingKey.values()) {
            if (!key.isSecret()) {
                ObjectNode item = body.putObject(key.wireName());
                put(item, key.type(), settings.text(key));
                item.put("editable", key != SettingKey.AUTH_MODE || users == 0);
            }
        }
        return Json.ok(body);
    }

    private static void put(ObjectNode item, SettingType type, String text) {
        switch (type) {
            case SettingType.Flag _ -> item.put("value", Boolean.parseBoolean(text));
            case SettingType.Number _ -> item.put("value", Long.parseLong(text));
            // Harbor's specification has the object itself here, and scripts look for the value as for all other
            // settings.
            case SettingType.JsonObject _ -> {
                JsonNode object = Json.parse(text);
                object.properties().forEach(field -> item.set(field.getKey(), field.getValue()));
                item.set("value", object);
            }
            case SettingType.Choice _, SettingType.Text _, SettingType.Secret _ -> item.put("value", text);
        }
    }
}
