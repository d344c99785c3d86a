package org.shiplog.cluster.serialization;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.identity.User.UserEvent;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;

/** One event of every form, the content of the golden files. */
final class EventSamples {
    static final Provenance PROVENANCE = new Provenance(
            "alice",
            Instant.parse("2026-11-21T10:15:30.123456Z"),
            "192.0.2.7",
            "docker/28.2.2",
            "req-1",
            "0b9e1f4e-9d3c-4b58-a7a6-5a0f4a3b2c1d");
    static final Digest DIGEST = Digest.of("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    static final Digest OTHER = Digest.of("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    static final RepositoryName REPOSITORY = new RepositoryName("library/alpine");

    private EventSamples() {}

    static List<Recorded<?>> all() {
        return List.<Object>of(
                        new ProjectEvent.ProjectCreated(7, "admin", Visibility.PUBLIC),
                        new ProjectEvent.VisibilityChanged(Visibility.PUBLIC, Visibility.PRIVATE),
                        new ProjectEvent.RepositoryRegistered(REPOSITORY, 3),
                        new ProjectEvent.RepositoryRemoved(REPOSITORY, 3),
                        new ProjectEvent.ProjectDeleted(7),
                        new RepositoryEvent.RepositoryCreated(3),
                        new RepositoryEvent.BlobUploaded(DIGEST, 0),
                        new RepositoryEvent.BlobMounted(DIGEST, 12_345_678_901L, REPOSITORY),
                        new RepositoryEvent.BlobDeleted(DIGEST, 5),
                        new RepositoryEvent.ManifestPushed(new ManifestFacts(
                                DIGEST,
                                MediaType.OCI_MANIFEST,
                                412,
                                List.of(new BlobReference(OTHER, 2), new BlobReference(DIGEST, 0)),
                                Optional.of(OTHER),
                                "application/vnd.example.sbom")),
                        new RepositoryEvent.ManifestDeleted(DIGEST),
                        new RepositoryEvent.TagMoved(new Tag("v1"), Optional.of(OTHER), DIGEST),
                        new RepositoryEvent.TagDeleted(new Tag("v1"), DIGEST),
                        new RepositoryEvent.RepositoryRetired(3),
                        new UserEvent.UserRegistered("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", true),
                        new UserEvent.PasswordChanged("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaDI"))
                .stream()
                .<Recorded<?>>map(event -> new Recorded<>(event, PROVENANCE))
                .toList();
    }
}
