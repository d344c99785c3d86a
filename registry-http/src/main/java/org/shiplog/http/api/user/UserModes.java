package org.shiplog.http.api.user;

import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.project.ProjectAccess;
import org.shiplog.http.api.user.UserTargets.Target;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.CrossSiteGuard;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SettingKey;

/** What the way in which users log in allows to do with them here. */
final class UserModes {
    private static final Permission CREATE = new Permission("user", "create");

    private final LiveSettings settings;

    UserModes(LiveSettings settings) {
        this.settings = settings;
    }

    /** Whether passwords are kept here and nowhere else. */
    private boolean keepsPasswords() {
        return mode().equals("db_auth");
    }

    String mode() {
        return settings.now().text(SettingKey.AUTH_MODE);
    }

    /** Why the caller may not create a user; empty when they may. Without a permission only from a page of the registry. */
    Optional<HttpResponse> creationFault(Call call) {
        if (!keepsPasswords()) {
            return Optional.of(ErrorResponse.of(
                    ApiError.FORBIDDEN,
                    "creating local user is not allowed under auth mode: " + mode() + ". Valid auth mode: db_auth"));
        }
        if (ProjectAccess.ofSystem(call.principal(), CREATE)) {
            return Optional.empty();
        }
        if (settings.now().flag(SettingKey.SELF_REGISTRATION)) {
            return CrossSiteGuard.isProven(call.request())
                    ? Optional.empty()
                    : Optional.of(
                            ErrorResponse.of(ApiError.FORBIDDEN, "self-registration cannot be triggered via API"));
        }
        return Optional.of(ErrorResponse.of(
                call.principal() instanceof Principal.Anonymous ? ApiError.UNAUTHORIZED : ApiError.FORBIDDEN));
    }

    /** Whether profile and password can be changed here. The first administrator's always can. */
    boolean isModifiable(Target target) {
        return keepsPasswords() || target.row().userId() == User.FIRST_ADMINISTRATOR;
    }
}
