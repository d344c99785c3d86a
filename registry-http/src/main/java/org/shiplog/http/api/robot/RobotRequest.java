package org.shiplog.http.api.robot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Permissions;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.identity.TrustRule;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Globs;

/**
 * The body of a robot's creation or change.
 *
 * @param name as sent
 * @param ofProject whether it is a project's robot, which then has one block, about that project
 * @param days how long it lives; empty, in a change, for as long as before
 * @param trust empty when the body does not say. Not known to Harbor
 */
record RobotRequest(
        String name,
        boolean ofProject,
        String description,
        boolean enabled,
        Optional<Long> days,
        List<Block> blocks,
        Optional<List<TrustRule>> trust) {
    private static final Set<String> OF_CREATION =
            Set.of("name", "description", "secret", "level", "disable", "duration", "permissions", "trust");
    private static final Set<String> OF_CHANGE = Set.of(
            "id",
            "name",
            "description",
            "secret",
            "level",
            "duration",
            "editable",
            "disable",
            "expires_at",
            "permissions",
            "creator_type",
            "creator_ref",
            "creation_time",
            "update_time",
            "trust");
    private static final int MAX_WORD_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 1024;
    private static final int MAX_BLOCKS = 500;
    private static final int MAX_ACCESS = 200;
    private static final int MAX_CLAIMS = 20;
    private static final long MAX_DAYS = 36_500;
    private static final String DURATION = "duration must be -1 (never) or 1 to " + MAX_DAYS + " days";

    RobotRequest {
        blocks = List.copyOf(blocks);
    }

    /**
     * @param namespace {@code /}, {@code *} or a project's name, as fits the scope
     * @param repositories empty when the body does not say. Not known to Harbor
     */
    record Block(
            RobotPermission.Scope scope,
            String namespace,
            List<Permission> access,
            Optional<List<RepositoryGlob>> repositories) {
        boolean isOfOneProject() {
            return scope == RobotPermission.Scope.PROJECT && !namespace.equals(RobotPermission.EVERY_PROJECT);
        }

        /**
         * What is asked for. Where the body does not say to which repositories that is limited, it stays as it is: Harbor's clients
         * know of no such limits, and must not lift them by sending back what they know.
         *
         * @param projectId 0 when it is not about one project
         * @param former what the robot has so far
         * @return empty when the robot has several permissions there, of which any may be meant
         */
        Optional<RobotPermission> in(long projectId, List<RobotPermission> former) {
            return repositories
                    .or(() -> kept(former.stream()
                            .filter(one -> one.scope() == scope && one.projectId() == projectId)
                            .toList()))
                    .map(globs -> new RobotPermission(scope, namespace, projectId, access, globs));
        }

        private Optional<List<RepositoryGlob>> kept(List<RobotPermission> there) {
            Set<List<RepositoryGlob>> limits =
                    there.stream().map(RobotPermission::repositories).collect(Collectors.toSet());
            return limits.size() > 1
                    ? Optional.empty()
                    : Optional.of(limits.stream().findFirst().orElse(List.of()));
        }
    }

    /** Harbor's RobotCreate. A secret in it is passed over: the registry makes it up. */
    static RobotRequest creation(Fields fields) throws Fields.Unfit {
        RobotRequest request = of(fields.only(OF_CREATION));
        if (request.days().isEmpty()) {
            throw new Fields.Unfit(DURATION);
        }
        return request;
    }

    /** Harbor's Robot, whose other fields clients send back as they were shown. */
    static RobotRequest change(Fields fields) throws Fields.Unfit {
        return of(fields.only(OF_CHANGE));
    }

    private static RobotRequest of(Fields fields) throws Fields.Unfit {
        boolean ofProject = switch (fields.text("level", MAX_WORD_LENGTH).orElse("")) {
            case "system" -> false;
            case "project" -> true;
            default -> throw new Fields.Unfit("level must be system or project");
        };
        Optional<Long> days = fields.number("duration");
        if (days.isPresent() && days.get() != RobotProfile.NEVER && (days.get() < 1 || days.get() > MAX_DAYS)) {
            throw new Fields.Unfit(DURATION);
        }
        return new RobotRequest(
                fields.text("name", MAX_NAME_LENGTH).orElse(""),
                ofProject,
                fields.text("description", RobotProfile.MAX_DESCRIPTION_LENGTH).orElse(""),
                !fields.flag("disable").orElse(false),
                days,
                blocks(fields, ofProject),
                fields.has("trust") ? Optional.of(trust(fields)) : Optional.empty());
    }

    private static List<Block> blocks(Fields fields, boolean ofProject) throws Fields.Unfit {
        List<Block> blocks = new ArrayList<>();
        for (Fields block : fields.objects("permissions", MAX_BLOCKS)) {
            blocks.add(block(block.only(Set.of("kind", "namespace", "access", "repositories"))));
        }
        if (blocks.isEmpty()) {
            throw new Fields.Unfit("bad request empty permission");
        }
        if (ofProject && (blocks.size() > 1 || !blocks.getFirst().isOfOneProject())) {
            throw new Fields.Unfit("a project's robot must have one permission, of kind project, about its project");
        }
        return blocks;
    }

    private static Block block(Fields block) throws Fields.Unfit {
        String namespace = block.text("namespace", ProjectName.MAX_LENGTH).orElse("");
        Optional<List<RepositoryGlob>> repositories =
                block.has("repositories") ? Optional.of(Globs.read(block, "repositories")) : Optional.empty();
        switch (block.text("kind", MAX_WORD_LENGTH).orElse("")) {
            case "system" -> {
                if (!namespace.equals(RobotPermission.SYSTEM)
                        || repositories.filter(globs -> !globs.isEmpty()).isPresent()) {
                    throw new Fields.Unfit("a permission of kind system must have the namespace / and no repositories");
                }
                return new Block(RobotPermission.Scope.SYSTEM, namespace, access(block, false), repositories);
            }
            case "project" -> {
                if (!namespace.equals(RobotPermission.EVERY_PROJECT)
                        && ProjectName.parse(namespace).isEmpty()) {
                    throw new Fields.Unfit("a permission of kind project must have a project's name or * as namespace");
                }
                return new Block(RobotPermission.Scope.PROJECT, namespace, access(block, true), repositories);
            }
            default -> throw new Fields.Unfit("a permission's kind must be system or project");
        }
    }

    private static List<Permission> access(Fields block, boolean inProject) throws Fields.Unfit {
        List<Permission> permissions = new ArrayList<>();
        for (Fields access : block.objects("access", MAX_ACCESS)) {
            access.only(Set.of("resource", "action", "effect"));
            String resource = access.text("resource", MAX_WORD_LENGTH).orElse("");
            String action = access.text("action", MAX_WORD_LENGTH).orElse("");
            permissions.add(Permission.parse(resource, action)
                    .filter(inProject ? Permissions::isOfProject : Permissions.OF_SYSTEM::contains)
                    .orElseThrow(() -> new Fields.Unfit("bad request permission: " + resource + ":" + action)));
            if (!Set.of("", "allow")
                    .contains(access.text("effect", MAX_WORD_LENGTH).orElse(""))) {
                throw new Fields.Unfit("effect must be allow");
            }
        }
        if (permissions.isEmpty()) {
            throw new Fields.Unfit("bad request empty access");
        }
        return permissions;
    }

    private static List<TrustRule> trust(Fields fields) throws Fields.Unfit {
        List<TrustRule> rules = new ArrayList<>();
        for (Fields rule : fields.objects("trust", TrustRule.MAX_RULES)) {
            rule.only(Set.of("issuer", "audience", "claims"));
            Optional<Fields> claims = rule.object("claims");
            TrustRule trust = new TrustRule(
                    rule.text("issuer", MAX_NAME_LENGTH).orElse(""),
                    rule.text("audience", MAX_NAME_LENGTH).orElse(""),
                    claims.isPresent() ? claims.get().allTexts(MAX_CLAIMS, MAX_NAME_LENGTH) : Map.of());
            var refusals = new org.shiplog.http.auth.workload.TrustRule(
                            trust.issuer(), trust.audience(), trust.claims())
                    .refusals();
            if (!refusals.isEmpty()) {
                throw new Fields.Unfit("trust: " + refusals.getFirst().part() + " must be "
                        + refusals.getFirst().expected());
            }
            rules.add(trust);
        }
        return rules;
    }
}
