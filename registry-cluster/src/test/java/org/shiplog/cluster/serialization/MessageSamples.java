package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.User.UserCommand;
import org.shiplog.domain.identity.User.UserRefusal;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectQuery;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectQuery.RegisteredRepository;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryQuery;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.Referrer;
import org.shiplog.domain.repository.RepositoryQuery.ReferrerPage;
import org.shiplog.domain.repository.RepositoryQuery.TagPage;
import org.shiplog.domain.repository.RepositoryRefusal;

/** One of everything that crosses nodes, and the largest of what can grow. */
final class MessageSamples {
    private static final Digest DIGEST = EventSamples.DIGEST;
    private static final RepositoryName REPOSITORY = EventSamples.REPOSITORY;
    private static final Tag TAG = new Tag("v1");
    private static final FoundManifest FOUND = new FoundManifest(DIGEST, MediaType.OCI_MANIFEST, 412);
    private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

    private MessageSamples() {}

    static List<Object> commands() {
        return List.of(
                new ProjectCommand.CreateProject(7, "admin", Visibility.PUBLIC),
                new ProjectCommand.ChangeVisibility(Visibility.PRIVATE),
                new ProjectCommand.RegisterRepository(REPOSITORY),
                new ProjectCommand.RemoveRepository(REPOSITORY, 3),
                new ProjectCommand.DeleteProject(),
                new RepositoryCommand.LinkBlob(3, DIGEST, 12_345_678_901L),
                new RepositoryCommand.MountBlob(3, DIGEST, 0, REPOSITORY),
                new RepositoryCommand.DeleteBlob(3, DIGEST),
                new RepositoryCommand.PushManifest(3, facts(2), List.of(TAG)),
                new RepositoryCommand.DeleteManifest(3, DIGEST),
                new RepositoryCommand.DeleteTag(3, TAG),
                new RepositoryCommand.RetireRepository(3),
                new UserCommand.RegisterUser(HASH, true),
                new UserCommand.ChangePassword(HASH));
    }

    static List<Object> refusals() {
        return List.of(
                new ProjectRefusal.ProjectExists(7),
                new ProjectRefusal.ProjectUnknown(),
                new ProjectRefusal.ProjectNotEmpty(2),
                new RepositoryRefusal.GenerationRetired(1, 2),
                new RepositoryRefusal.BlobUnknown(DIGEST),
                new RepositoryRefusal.BlobInUse(DIGEST, 4),
                new RepositoryRefusal.ManifestUnknown(DIGEST),
                new RepositoryRefusal.TagUnknown(TAG),
                new RepositoryRefusal.ManifestBlobsUnknown(List.of(DIGEST, EventSamples.OTHER)),
                new RepositoryRefusal.BlobSizeMismatch(DIGEST, 1, 2),
                new RepositoryRefusal.RepositoryNotEmpty(5),
                new UserRefusal.UserExists(),
                new UserRefusal.UserUnknown());
    }

    static List<Object> queries() {
        return List.of(
                new ProjectQuery.FindProject(Optional.of(REPOSITORY)),
                new ProjectQuery.FindProject(Optional.empty()),
                new ProjectQuery.ListRepositories(Optional.of(REPOSITORY), 10),
                new RepositoryQuery.FindBlob(3, DIGEST),
                new RepositoryQuery.FindManifest(3, DIGEST),
                new RepositoryQuery.ResolveTag(3, TAG),
                new RepositoryQuery.ListTags(3, Optional.of(TAG), 100),
                new RepositoryQuery.ListReferrers(3, DIGEST, "application/x", Optional.empty(), 100),
                new User.FindUser());
    }

    /** What queries are answered with, in every shape. */
    static List<@Nullable Object> answers() {
        return Stream.of(
                        Optional.empty(),
                        List.of(),
                        Optional.of(new ProjectFacts(7, "admin", Visibility.PUBLIC, 2, Optional.of(3L))),
                        Optional.of(new ProjectFacts(7, "admin", Visibility.PUBLIC, 2, Optional.empty())),
                        List.of(new RegisteredRepository(REPOSITORY, 3), new RegisteredRepository(REPOSITORY, 4)),
                        Optional.of(12_345_678_901L),
                        Optional.of(1L),
                        Optional.of(FOUND),
                        new TagPage(true, List.of(TAG), false),
                        new ReferrerPage(List.of(new Referrer(FOUND, "")), true),
                        Optional.of(new User(HASH, true)))
                .toList();
    }

    static Object largestCommand() {
        return new RepositoryCommand.PushManifest(
                Long.MAX_VALUE,
                facts(ManifestFacts.MAX_BLOBS),
                IntStream.range(0, 64)
                        .mapToObj(i -> new Tag("t".repeat(125) + (100 + i)))
                        .toList());
    }

    static Object largestRefusal() {
        return new RepositoryRefusal.ManifestBlobsUnknown(IntStream.range(0, ManifestFacts.MAX_BLOBS)
                .mapToObj(MessageSamples::longDigest)
                .toList());
    }

    static List<Object> largestAnswers() {
        FoundManifest found = new FoundManifest(
                longDigest(1), new MediaType("a".repeat(127) + "/" + "b".repeat(127)), Long.MAX_VALUE);
        return List.of(
                new ReferrerPage(
                        IntStream.range(0, RepositoryQuery.MAX_PAGE)
                                .mapToObj(_ -> new Referrer(found, "t".repeat(255)))
                                .toList(),
                        true),
                new TagPage(
                        true,
                        IntStream.range(0, RepositoryQuery.MAX_PAGE)
                                .mapToObj(i -> new Tag("t".repeat(124) + (1_000 + i)))
                                .toList(),
                        true),
                IntStream.range(0, 1_000)
                        .mapToObj(i -> new RegisteredRepository(
                                new RepositoryName("p/" + "r".repeat(249) + (1_000 + i)), Long.MAX_VALUE))
                        .toList());
    }

    private static ManifestFacts facts(int blobs) {
        return new ManifestFacts(
                longDigest(0),
                MediaType.OCI_MANIFEST,
                412,
                IntStream.range(0, blobs)
                        .mapToObj(i -> new BlobReference(longDigest(i), Long.MAX_VALUE))
                        .toList(),
                Optional.of(DIGEST),
                "t".repeat(255));
    }

    private static Digest longDigest(int i) {
        return Digest.of("sha512:" + "%0128x".formatted(i));
    }
}
