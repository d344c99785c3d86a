package org.shiplog.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Decision.Accepted;
import org.shiplog.domain.aggregate.Decision.Refused;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;

/** A repository after many pushes: each tag has its own manifest, config and layer. Ready for the push of one more. */
record GrownRepository(Repository state, List<RepositoryEvent> history) {
    private static final RepositoryRules RULES = new RepositoryRules();

    static GrownRepository withTags(int tags) {
        List<RepositoryEvent> history = new ArrayList<>();
        Repository state = RULES.initial();
        for (int number = 0; number <= tags; number++) {
            state = after(state, link("config", number), history);
            state = after(state, link("layer", number), history);
            if (number < tags) {
                state = after(state, push(number), history);
            }
        }
        return new GrownRepository(state, history);
    }

    static Repository after(Repository state, RepositoryCommand command) {
        return after(state, command, new ArrayList<>());
    }

    private static Repository after(Repository state, RepositoryCommand command, List<RepositoryEvent> history) {
        Repository evolved = state;
        for (RepositoryEvent event : decide(state, command)) {
            history.add(event);
            evolved = RULES.evolve(evolved, event);
        }
        return evolved;
    }

    private static List<RepositoryEvent> decide(Repository state, RepositoryCommand command) {
        return switch (RULES.decide(state, command)) {
            case Accepted<RepositoryEvent, RepositoryRefusal> accepted -> accepted.events();
            case Refused<RepositoryEvent, RepositoryRefusal> refused ->
                throw new IllegalStateException("refused: " + refused);
        };
    }

    private static LinkBlob link(String kind, int number) {
        return new LinkBlob(1, digest(kind, number), 1_000);
    }

    static PushManifest push(int number) {
        return new PushManifest(1, manifest(number), List.of(tag(number)));
    }

    static ManifestFacts manifest(int number) {
        return new ManifestFacts(
                digest("manifest", number),
                MediaType.OCI_MANIFEST,
                512,
                List.of(
                        new BlobReference(digest("config", number), 1_000),
                        new BlobReference(digest("layer", number), 1_000)),
                Optional.empty(),
                "");
    }

    static Tag tag(int number) {
        return new Tag("v1.%d".formatted(number));
    }

    static Digest digest(String kind, int number) {
        return DigestAlgorithm.SHA256.digestOf((kind + number).getBytes(StandardCharsets.UTF_8));
    }
}
