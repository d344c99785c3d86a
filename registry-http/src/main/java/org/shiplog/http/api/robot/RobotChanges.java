package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotCommand.ChangeRobot;
import org.shiplog.domain.robot.RobotCommand.DeleteRobot;
import org.shiplog.domain.robot.RobotCommand.ReplaceSecret;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.robot.RobotTargets.Target;
import org.shiplog.http.api.user.SecretPolicy;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.Call;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.settings.SettingKey;

/** Changes robots that exist. */
final class RobotChanges {
    private static final long MAX_OVERLAP_SECONDS = 604_800;

    private final ApiPorts ports;
    private final RobotGrants grants;

    RobotChanges(ApiPorts ports, RobotGrants grants) {
        this.ports = ports;
        this.grants = grants;
    }

    /** Replaces everything but what a robot is from its creation on. */
    CompletionStage<HttpResponse> update(Call call, Target target, RobotRequest request) {
        String prefix = ports.ofProjects().settings().now().text(SettingKey.ROBOT_NAME_PREFIX);
        long projectId = target.account().facts().projectId();
        if (!request.name().equals(prefix + target.name())) {
            return badRequest("the robot's name cannot be changed");
        }
        if (request.ofProject() != (projectId != 0)) {
            return badRequest("the robot's level cannot be changed");
        }
        List<RobotPermission> former = target.account().profile().permissions();
        return grants.resolve(call.principal(), request, former).thenCompose(resolved -> switch (resolved) {
            case RobotGrants.Resolved.Refused(HttpResponse response) -> completedFuture(response);
            case RobotGrants.Resolved.Granted(var permissions) -> {
                boolean moved = request.ofProject()
                        && permissions.stream().map(RobotPermission::projectId).anyMatch(id -> id != projectId);
                RobotProfile profile = new RobotProfile(
                        request.description(),
                        request.enabled(),
                        request.days().orElse(target.account().profile().days()),
                        permissions,
                        request.trust().orElse(target.account().profile().trust()));
                yield moved
                        ? badRequest("the robot's project cannot be changed")
                        : execute(call, target, new ChangeRobot(profile), HttpResponse.create());
            }
        });
    }

    /**
     * @param secret empty to have one made up
     * @param overlapSeconds how long the secret that is replaced goes on to hold. Not known to Harbor
     */
    record SecretRequest(Optional<String> secret, long overlapSeconds) {
        static SecretRequest of(Fields fields) throws Fields.Unfit {
            fields.only(Set.of("secret", "overlap_seconds"));
            Optional<String> secret =
                    fields.text("secret", SecretPolicy.MAX_CHECKED_LENGTH).filter(text -> !text.isEmpty());
            if (secret.isPresent() && !SecretPolicy.isStrong(secret.get())) {
                throw new Fields.Unfit("the secret must be " + SecretPolicy.DESCRIPTION);
            }
            long overlap = fields.number("overlap_seconds").orElse(0L);
            if (overlap < 0 || overlap > MAX_OVERLAP_SECONDS) {
                throw new Fields.Unfit("overlap_seconds must be 0 to " + MAX_OVERLAP_SECONDS);
            }
            return new SecretRequest(secret, overlap);
        }

        @Override
        public String toString() {
            return "SecretRequest[" + overlapSeconds + "]";
        }
    }

    /** Tells the new secret if it was made up, and nothing of one that was sent. */
    CompletionStage<HttpResponse> replaceSecret(Call call, Target target, SecretRequest request) {
        String secret = request.secret()
                .orElseGet(() -> RobotSecrets.generate(ports.ofAccounts().random()));
        Optional<Instant> until = request.overlapSeconds() == 0
                ? Optional.empty()
                : Optional.of(call.provenance().at().plusSeconds(request.overlapSeconds()));
        String told = request.secret().isPresent() ? "" : secret;
        HttpResponse done =
                Json.ok(Json.object().put("secret", told)).addHeader(RawHeader.create("Cache-Control", "no-store"));
        return ports.ofAccounts()
                .secrets()
                .hash(secret)
                .thenCompose(hash -> execute(call, target, new ReplaceSecret(hash, until), done));
    }

    CompletionStage<HttpResponse> delete(Call call, Target target) {
        return execute(call, target, new DeleteRobot(), HttpResponse.create());
    }

    private CompletionStage<HttpResponse> execute(Call call, Target target, RobotCommand command, HttpResponse done) {
        return ports.ofProjects()
                .accounts()
                .robots()
                .execute(target.name(), command, call.provenance())
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Accepted<RobotRefusal> _ -> done;
                    case Outcome.Refused<RobotRefusal> _ -> RobotTargets.unknown();
                });
    }

    private static CompletionStage<HttpResponse> badRequest(String message) {
        return completedFuture(ErrorResponse.of(ApiError.BAD_REQUEST, message));
    }
}
