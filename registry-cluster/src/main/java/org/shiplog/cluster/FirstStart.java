package org.shiplog.cluster;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.shiplog.cluster.cli.AdminPassword;
import org.shiplog.cluster.config.Secret;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.auth.Passwords;

/**
 * What every registry has from the beginning: the administrator and the public project {@code library}. Safe to run on every
 * start and on several nodes at once: the entities refuse what is there already.
 */
final class FirstStart {
    static final Username ADMINISTRATOR = new Username("admin");
    static final ProjectName LIBRARY = new ProjectName("library");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Entities<Username, User, UserCommand, UserRefusal> users;
    private final Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects;
    private final Passwords passwords;
    private final InstantSource clock;

    FirstStart(
            Entities<Username, User, UserCommand, UserRefusal> users,
            Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
            Passwords passwords,
            InstantSource clock) {
        this.users = users;
        this.projects = projects;
        this.passwords = passwords;
        this.clock = clock;
    }

    /** Returns the password if this start made it up and registered the administrator with it. */
    Optional<Secret> ensureAdministrator(Optional<Secret> configured, Path dataDirectory) {
        if (answer(() -> users.query(ADMINISTRATOR, new User.FindUser())).isPresent()) {
            return Optional.empty();
        }
        boolean keptBefore = AdminPassword.kept(dataDirectory).isPresent();
        // The file comes first: a password that only a process knew that died would lock everybody out.
        Secret password = configured.orElseGet(() -> AdminPassword.keptOrGenerated(dataDirectory, new SecureRandom()));
        UserCommand register = new UserCommand.RegisterUser(
                User.FIRST_ADMINISTRATOR, UserSource.DATABASE, passwords.hash(password.reveal()), true);
        Provenance once = provenance();
        Outcome<UserRefusal> outcome = answer(() -> users.execute(ADMINISTRATOR, register, once));
        if (configured.isPresent()) {
            return Optional.empty();
        }
        return switch (outcome) {
            case Outcome.Accepted<UserRefusal> _ -> Optional.of(password);
            case Outcome.Refused<UserRefusal> _ -> {
                // Another node of a cluster that starts for the first time was faster, with a password of its own.
                if (!keptBefore) {
                    AdminPassword.discard(dataDirectory);
                }
                yield Optional.empty();
            }
        };
    }

    /** @param projectId asked only when there is no such project yet */
    void ensureLibrary(Supplier<Long> projectId) {
        FindProject find = new FindProject(Optional.empty(), Optional.empty());
        if (answer(() -> projects.query(LIBRARY, find)).isEmpty()) {
            ProjectCommand create =
                    new ProjectCommand.CreateProject(projectId.get(), ADMINISTRATOR.value(), Visibility.PUBLIC);
            Provenance once = provenance();
            answer(() -> projects.execute(LIBRARY, create, once));
        }
    }

    /** In a cluster that is just forming, entities may have to find their place first. */
    private <T> T answer(Supplier<CompletionStage<T>> question) {
        Instant limit = clock.instant().plus(PATIENCE);
        while (true) {
            try {
                return question.get().toCompletableFuture().join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof EntityUnavailableException)
                        || clock.instant().isAfter(limit)) {
                    throw e;
                }
            }
        }
    }

    private Provenance provenance() {
        String id = UUID.randomUUID().toString();
        return new Provenance(new Principal.Registry().id(), clock.instant(), "local", "shiplog", id, id);
    }
}
