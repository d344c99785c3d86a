package org.shiplog.http.api.robot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.identity.TrustRule;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.http.api.json.Globs;
import org.shiplog.http.api.json.Json;

/** Writes robots as Harbor's clients read them, with what is not Harbor's only where there is some of it. */
final class RobotJson {
    private static final long NEVER = -1;

    private RobotJson() {}

    static ObjectNode of(String prefix, RobotName name, Robot.Account account, Instant updatedAt) {
        RobotFacts facts = account.facts();
        RobotProfile profile = account.profile();
        ObjectNode robot = Json.object()
                .put("id", facts.robotId())
                .put("name", prefix + name)
                .put("description", profile.description())
                .put("level", facts.projectId() == 0 ? "system" : "project")
                .put("duration", profile.days())
                .put("editable", true)
                .put("disable", !profile.enabled())
                .put("expires_at", expiry(facts, profile))
                .put("creator_type", facts.creatorKind() == RobotFacts.CreatorKind.USER ? "local" : "robot")
                .put("creator_ref", facts.createdBy())
                .put("creation_time", facts.createdAt().toString())
                .put("update_time", updatedAt.toString());
        ArrayNode permissions = robot.putArray("permissions");
        profile.permissions().forEach(permission -> put(permissions.addObject(), permission));
        if (!profile.trust().isEmpty()) {
            ArrayNode trust = robot.putArray("trust");
            profile.trust().forEach(rule -> put(trust.addObject(), rule));
        }
        return robot;
    }

    /** What is told once, at the creation. */
    static ObjectNode created(String fullName, RobotFacts facts, RobotProfile profile, String secret) {
        return Json.object()
                .put("id", facts.robotId())
                .put("name", fullName)
                .put("secret", secret)
                .put("creation_time", facts.createdAt().toString())
                .put("expires_at", expiry(facts, profile));
    }

    private static long expiry(RobotFacts facts, RobotProfile profile) {
        return profile.expiry(facts.createdAt()).map(Instant::getEpochSecond).orElse(NEVER);
    }

    private static void put(ObjectNode object, RobotPermission permission) {
        object.put("kind", permission.scope() == RobotPermission.Scope.SYSTEM ? "system" : "project")
                .put("namespace", permission.namespace());
        ArrayNode access = object.putArray("access");
        // Nothing is ever denied by a robot's permission, and clients that sent the effect look for it.
        permission
                .access()
                .forEach(given -> access.addObject()
                        .put("resource", given.resource())
                        .put("action", given.action())
                        .put("effect", "allow"));
        Globs.put(object, "repositories", permission.repositories());
    }

    private static void put(ObjectNode object, TrustRule rule) {
        object.put("issuer", rule.issuer()).put("audience", rule.audience());
        ObjectNode claims = object.putObject("claims");
        rule.claims().forEach(claims::put);
    }
}
