package org.shiplog.domain.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.oci.RepositoryName;

public sealed interface ProjectQuery<R> extends Query<Project, R> {
    /** The project's metadata that makes every pull wait until it is on record. */
    String STRICT_PULL_LOG = "strict_pull_log";

    /**
     * What is needed to let a request through to a project or a repository of it.
     *
     * @param subject whose memberships are of interest
     */
    record FindProject(Optional<RepositoryName> repository, Optional<Member.Subject> subject)
            implements ProjectQuery<Optional<ProjectFacts>> {
        @Override
        public Optional<ProjectFacts> answer(Project project) {
            if (!project.exists()) {
                return Optional.empty();
            }
            Optional<Long> generation = repository.flatMap(
                    name -> Optional.ofNullable(project.repositories().get(name)));
            return Optional.of(new ProjectFacts(
                    project.projectId(),
                    project.owner(),
                    project.visibility(),
                    project.repositories().size(),
                    project.storageLimit(),
                    generation,
                    memberships(project),
                    "true".equals(project.metadata().get(STRICT_PULL_LOG))));
        }

        private List<Member> memberships(Project project) {
            List<Member> found = new ArrayList<>();
            subject.ifPresent(who -> project.members().forEach((_, member) -> {
                if (who.includes(member)) {
                    found.add(member);
                }
            }));
            return found;
        }
    }

    /** Everything that is set of it; empty when it does not exist. */
    record FindTerms() implements ProjectQuery<Optional<ProjectDetails>> {
        @Override
        public Optional<ProjectDetails> answer(Project project) {
            Map<String, String> metadata = new TreeMap<>();
            project.metadata().forEach(metadata::put);
            return project.exists()
                    ? Optional.of(new ProjectDetails(metadata, project.storageLimit(), project.cveAllowlist()))
                    : Optional.empty();
        }
    }

    /**
     * A page of the members in order of their ids, and how many there are.
     *
     * @param part of the name, in any case of letters; empty for all
     * @param limit at most {@value #MAX_LIMIT}
     */
    record ListMembers(String part, long offset, int limit) implements ProjectQuery<MemberPage> {
        public static final int MAX_LIMIT = 100;

        @Override
        public MemberPage answer(Project project) {
            List<Member> found = new ArrayList<>();
            project.members().forEach((_, member) -> {
                if (member.name().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT))) {
                    found.add(member);
                }
            });
            Stream<Member> page = found.stream().skip(offset).limit(Math.min(limit, MAX_LIMIT));
            return new MemberPage(page.toList(), found.size());
        }
    }

    /** The member of that id. */
    record FindMember(long memberId) implements ProjectQuery<Optional<Member>> {
        @Override
        public Optional<Member> answer(Project project) {
            return Optional.ofNullable(project.members().get(memberId));
        }
    }

    /** At most {@code limit} registered repositories with their generations, in order, after the given name. */
    record ListRepositories(Optional<RepositoryName> after, int limit)
            implements ProjectQuery<List<RegisteredRepository>> {
        @Override
        public List<RegisteredRepository> answer(Project project) {
            return project.repositories().entriesAfter(after.orElse(null), limit).stream()
                    .map(entry -> new RegisteredRepository(entry.key(), entry.value()))
                    .toList();
        }
    }

    /**
     * @param storageLimit bytes; {@link Project#UNLIMITED} for no limit
     * @param generation of the repository that was asked for; empty when it is not registered
     * @param memberships of whom was asked for
     * @param strictPullLog whether a pull is answered only when it is on record
     */
    record ProjectFacts(
            long projectId,
            String owner,
            Visibility visibility,
            int repositories,
            long storageLimit,
            Optional<Long> generation,
            List<Member> memberships,
            boolean strictPullLog) {
        public ProjectFacts {
            memberships = List.copyOf(memberships);
        }

        /** Of a project that does not wait for its pulls to be on record. */
        public ProjectFacts(
                long projectId,
                String owner,
                Visibility visibility,
                int repositories,
                long storageLimit,
                Optional<Long> generation,
                List<Member> memberships) {
            this(projectId, owner, visibility, repositories, storageLimit, generation, memberships, false);
        }
    }

    /** @param metadata without {@code public} */
    record ProjectDetails(Map<String, String> metadata, long storageLimit, CveAllowlist cveAllowlist) {
        public ProjectDetails {
            metadata = Map.copyOf(metadata);
        }
    }

    record MemberPage(List<Member> members, long total) {
        public MemberPage {
            members = List.copyOf(members);
        }
    }

    record RegisteredRepository(RepositoryName name, long generation) {}
}
