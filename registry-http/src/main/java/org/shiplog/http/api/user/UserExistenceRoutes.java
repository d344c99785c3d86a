package org.shiplog.http.api.user;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;

/** Tells the page for new users whether a name or a mail address is taken. */
public final class UserExistenceRoutes {
    private final ApiPorts ports;
    private final FormBody forms;

    public UserExistenceRoutes(ApiPorts ports, FormBody forms) {
        this.ports = ports;
        this.forms = forms;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "userExists",
                HttpMethods.POST,
                PathTemplate.of("/c/userExists"),
                new Access.Anyone(),
                call -> forms.read(call.request(), form -> answer(call, form))));
    }

    /** Where nobody registers themselves, who there is is nobody's business. */
    private CompletionStage<HttpResponse> answer(Call call, Map<String, String> form) {
        boolean open = ports.ofProjects().settings().now().flag(SettingKey.SELF_REGISTRATION);
        if (!open && !call.principal().administersSystem()) {
            return completedFuture(ErrorResponse.of(
                    ApiError.PRECONDITION, "self registration deactivated, only sysadmin can check user existence"));
        }
        String value = form.getOrDefault("value", "");
        return switch (form.getOrDefault("target", "")) {
            case "username" -> hasUser(value).thenApply(UserExistenceRoutes::render);
            case "email" ->
                ports.ofAccounts().profiles().isTaken(value.replace("\0", "")).thenApply(UserExistenceRoutes::render);
            default -> completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, "target must be username or email"));
        };
    }

    private CompletionStage<Boolean> hasUser(String text) {
        Optional<Username> name = Username.parse(text);
        return name.isEmpty()
                ? completedFuture(false)
                : ports.ofProjects()
                        .accounts()
                        .users()
                        .query(name.get(), new FindUser())
                        .thenApply(Optional::isPresent);
    }

    private static HttpResponse render(boolean exists) {
        return Json.ok(BooleanNode.valueOf(exists));
    }
}
