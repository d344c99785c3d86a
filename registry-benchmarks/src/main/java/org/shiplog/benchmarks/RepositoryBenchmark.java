package org.shiplog.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Decision.Accepted;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ListTags;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.domain.repository.RepositoryQuery.TagPage;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;

/** What a repository decides, evolves and answers as it grows. Each tag has its own manifest, config and layer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RepositoryBenchmark {
    private static final RepositoryRules RULES = new RepositoryRules();

    @Param({"1000", "100000"})
    private int tags;

    private final List<RepositoryEvent> history = new ArrayList<>();
    private Repository repository = RULES.initial();
    private PushManifest freshPush = push(0);
    private PushManifest movingPush = push(0);

    @Setup
    public void grow() {
        for (int number = 0; number < tags; number++) {
            apply(link("config", number));
            apply(link("layer", number));
            apply(push(number));
        }
        apply(link("config", tags));
        apply(link("layer", tags));
        freshPush = push(tags);
        movingPush = new PushManifest(1, manifest(tags / 2), List.of(tag(tags / 3)));
    }

    @Benchmark
    public Repository pushNewManifestWithNewTag() {
        return decideAndEvolve(freshPush);
    }

    @Benchmark
    public Repository moveTag() {
        return decideAndEvolve(movingPush);
    }

    /** Looks at every tag. */
    @Benchmark
    public Repository deleteManifest() {
        return decideAndEvolve(new DeleteManifest(1, digest("manifest", tags / 2)));
    }

    @Benchmark
    public Optional<FoundManifest> resolveTag() {
        return new ResolveTag(1, tag(tags / 2)).answer(repository);
    }

    @Benchmark
    public TagPage listTags() {
        return new ListTags(1, Optional.of(tag(tags / 2)), 100).answer(repository);
    }

    /** Recovery without a snapshot, four events a tag. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Repository replay() {
        Repository replayed = RULES.initial();
        for (RepositoryEvent event : history) {
            replayed = RULES.evolve(replayed, event);
        }
        return replayed;
    }

    private Repository decideAndEvolve(RepositoryCommand command) {
        Repository evolved = repository;
        for (RepositoryEvent event : decide(command)) {
            evolved = RULES.evolve(evolved, event);
        }
        return evolved;
    }

    private void apply(RepositoryCommand command) {
        for (RepositoryEvent event : decide(command)) {
            history.add(event);
            repository = RULES.evolve(repository, event);
        }
    }

    private List<RepositoryEvent> decide(RepositoryCommand command) {
        return switch (RULES.decide(repository, command)) {
            case Accepted<RepositoryEvent, RepositoryRefusal> accepted -> accepted.events();
            case Decision.Refused<RepositoryEvent, RepositoryRefusal> refused ->
                throw new IllegalStateException("refused: " + refused);
        };
    }

    private static LinkBlob link(String kind, int number) {
        return new LinkBlob(1, digest(kind, number), 1_000);
    }

    private static PushManifest push(int number) {
        return new PushManifest(1, manifest(number), List.of(tag(number)));
    }

    private static ManifestFacts manifest(int number) {
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

    private static Tag tag(int number) {
        return new Tag("v1.%d".formatted(number));
    }

    private static Digest digest(String kind, int number) {
        return DigestAlgorithm.SHA256.digestOf((kind + number).getBytes(StandardCharsets.UTF_8));
    }
}
