package org.shiplog.cluster.serialization;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.domain.audit.AuditLog;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.job.Execution;
import org.shiplog.domain.job.JobQueues;
import org.shiplog.domain.job.Schedule;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.login.LoginLog;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.webhook.Webhooks;

/** Entity states, as the snapshot table holds them. */
public final class SnapshotSerializer extends SerializerWithStringManifest {
    /** Stored with every snapshot; never changes. */
    public static final int IDENTIFIER = 741_002;

    private static final String PROJECT = "ProjectState/2";
    private static final String REPOSITORY = "RepositoryState/2";
    private static final String USER = "UserState/2";
    private static final String ROBOT = "RobotState/2";
    private static final String GROUPS = "UserGroupsState/1";
    private static final String SETTINGS = "SystemSettingsState/1";
    private static final String LABELS = "LabelsState/1";
    private static final String PULLS = "PullLogState/1";
    private static final String LOGINS = "LoginLogState/1";
    private static final String AUDIT_LOG = "AuditLogState/1";
    private static final String EXECUTION = "ExecutionState/1";
    private static final String SCHEDULE = "ScheduleState/1";
    private static final String JOB_QUEUES = "JobQueuesState/1";
    private static final String WEBHOOKS = "WebhooksState/1";

    private static final String FORMER_PROJECT = "ProjectState/1";
    private static final String FORMER_REPOSITORY = "RepositoryState/1";
    private static final String FORMER_USER = "UserState/1";
    private static final String FORMER_ROBOT = "RobotState/1";

    private final Cbor cbor = Cbor.ofRecords();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object state) {
        Object aggregate = ((EntityState<?>) state).state();
        return switch (aggregate) {
            case Project _ -> PROJECT;
            case Repository _ -> REPOSITORY;
            case User _ -> USER;
            case Robot _ -> ROBOT;
            case UserGroups _ -> GROUPS;
            case SystemSettings _ -> SETTINGS;
            case Labels _ -> LABELS;
            case PullLog _ -> PULLS;
            case LoginLog _ -> LOGINS;
            case AuditLog _ -> AUDIT_LOG;
            case Execution _ -> EXECUTION;
            case Schedule _ -> SCHEDULE;
            case JobQueues _ -> JOB_QUEUES;
            case Webhooks _ -> WEBHOOKS;
            default -> throw new IllegalArgumentException("a state without a wire name: " + aggregate.getClass());
        };
    }

    @Override
    public byte[] toBinary(Object state) {
        return cbor.write(state);
    }

    @Override
    public EntityState<?> fromBinary(byte[] bytes, String manifest) {
        EntityState<?> read = cbor.read(bytes, typeOf(manifest));
        return switch (read.state()) {
            case FormerStates.Project1 project -> read.of(project.today());
            case FormerStates.Repository1 repository -> read.of(repository.today());
            case FormerStates.User1 user -> read.of(user.today());
            case FormerStates.Robot1 robot -> read.of(robot.today());
            default -> read;
        };
    }

    private JavaType typeOf(String manifest) {
        return switch (manifest) {
            case PROJECT -> cbor.type(new TypeReference<EntityState<Project>>() {});
            case REPOSITORY -> cbor.type(new TypeReference<EntityState<Repository>>() {});
            case USER -> cbor.type(new TypeReference<EntityState<User>>() {});
            case ROBOT -> cbor.type(new TypeReference<EntityState<Robot>>() {});
            case GROUPS -> cbor.type(new TypeReference<EntityState<UserGroups>>() {});
            case SETTINGS -> cbor.type(new TypeReference<EntityState<SystemSettings>>() {});
            case PULLS -> cbor.type(new TypeReference<EntityState<PullLog>>() {});
            case LABELS -> cbor.type(new TypeReference<EntityState<Labels>>() {});
            case LOGINS -> cbor.type(new TypeReference<EntityState<LoginLog>>() {});
            case AUDIT_LOG -> cbor.type(new TypeReference<EntityState<AuditLog>>() {});
            case EXECUTION -> cbor.type(new TypeReference<EntityState<Execution>>() {});
            case SCHEDULE -> cbor.type(new TypeReference<EntityState<Schedule>>() {});
            case JOB_QUEUES -> cbor.type(new TypeReference<EntityState<JobQueues>>() {});
            case WEBHOOKS -> cbor.type(new TypeReference<EntityState<Webhooks>>() {});
            case FORMER_PROJECT -> cbor.type(new TypeReference<EntityState<FormerStates.Project1>>() {});
            case FORMER_REPOSITORY -> cbor.type(new TypeReference<EntityState<FormerStates.Repository1>>() {});
            case FORMER_USER -> cbor.type(new TypeReference<EntityState<FormerStates.User1>>() {});
            case FORMER_ROBOT -> cbor.type(new TypeReference<EntityState<FormerStates.Robot1>>() {});
            default -> throw new IllegalArgumentException("a snapshot that this version does not know: " + manifest);
        };
    }
}
