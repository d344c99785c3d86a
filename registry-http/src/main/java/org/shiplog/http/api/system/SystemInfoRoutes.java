package org.shiplog.http.api.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.StorageVolume;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Handler;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;

/** What clients and people want to know of this registry: its release, its settings as far as they matter to them, its storage. */
public final class SystemInfoRoutes {
    /** The Harbor release whose API this one follows, in the form by which clients choose their requests. */
    private static final String HARBOR_VERSION = "v2.16.0-shiplog";

    private static final String OIDC = "oidc_auth";
    private static final String HTTP = "http_auth";

    private final LiveSettings settings;
    private final StorageVolume volume;
    private final ExternalUrl externalUrl;
    private final InstantSource clock;

    public SystemInfoRoutes(LiveSettings settings, StorageVolume volume, ExternalUrl externalUrl, InstantSource clock) {
        this.settings = settings;
        this.volume = volume;
        this.externalUrl = externalUrl;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                get("getSystemInfo", "/api/v2.0/systeminfo", new Access.Anyone(), this::info),
                get(
                        "getVolumes",
                        "/api/v2.0/systeminfo/volumes",
                        new Access.OnSystem(new Permission("system-volumes", "read")),
                        _ -> volumes()),
                // Clients that are told of an authority of the registry's own install it. There is none.
                get(
                        "getCert",
                        "/api/v2.0/systeminfo/getcert",
                        new Access.Anyone(),
                        _ -> CompletableFuture.completedFuture(ErrorResponse.of(ApiError.NOT_FOUND))));
    }

    private static Route get(String id, String path, Access access, Handler handler) {
        return new Route(id, HttpMethods.GET, PathTemplate.of(path), access, handler);
    }

    /** Which version runs is told only to those who are known, as it helps in choosing an attack. */
    private CompletionStage<HttpResponse> info(Call call) {
        Settings now = settings.now();
        String mode = now.text(SettingKey.AUTH_MODE);
        ObjectNode body = Json.object()
                .put("auth_mode", mode)
                .put("primary_auth_mode", now.flag(SettingKey.PRIMARY_AUTH_MODE))
                .put("self_registration", now.flag(SettingKey.SELF_REGISTRATION))
                .put("banner_message", now.text(SettingKey.BANNER_MESSAGE));
        if (mode.equals(OIDC)) {
            body.put("oidc_provider_name", now.text(SettingKey.OIDC_NAME));
        }
        if (mode.equals(HTTP)) {
            putProxy(body.putObject("authproxy_settings"), now);
        }
        if (call.principal() instanceof Principal.Authenticated) {
            putDetails(body, call, now);
        }
        return CompletableFuture.completedFuture(Json.ok(body));
    }

    /** One of the names is misspelt in the API. */
    private static void putProxy(ObjectNode proxy, Settings now) {
        proxy.put("endpoint", now.text(SettingKey.HTTP_AUTHPROXY_ENDPOINT))
                .put("tokenreivew_endpoint", now.text(SettingKey.HTTP_AUTHPROXY_TOKENREVIEW_ENDPOINT))
                .put("skip_search", now.flag(SettingKey.HTTP_AUTHPROXY_SKIP_SEARCH))
                .put("verify_cert", now.flag(SettingKey.HTTP_AUTHPROXY_VERIFY_CERT))
                .put("server_certificate", now.text(SettingKey.HTTP_AUTHPROXY_SERVER_CERTIFICATE));
    }

    private void putDetails(ObjectNode body, Call call, Settings now) {
        externalUrl
                .of(call.request())
                .ifPresent(url ->
                        body.put("external_url", url).put("registry_url", url.substring(url.indexOf("://") + 3)));
        body.put("harbor_version", HARBOR_VERSION)
                .put("project_creation_restriction", now.text(SettingKey.PROJECT_CREATION_RESTRICTION))
                .put("read_only", now.flag(SettingKey.READ_ONLY))
                .put("has_ca_root", false)
                .put("registry_storage_provider_name", volume.provider())
                .put("notification_enable", now.flag(SettingKey.NOTIFICATION_ENABLE))
                .put(
                        "current_time",
                        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private CompletionStage<HttpResponse> volumes() {
        return volume.space().thenApply(space -> {
            ObjectNode body = Json.object();
            body.putArray("storage").addObject().put("total", space.total()).put("free", space.free());
            return Json.ok(body);
        });
    }
}
