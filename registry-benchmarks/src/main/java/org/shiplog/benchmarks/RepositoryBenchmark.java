package org.shiplog.benchmarks;

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
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.PushManifest;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryQuery.FoundManifest;
import org.shiplog.domain.repository.RepositoryQuery.ListTags;
import org.shiplog.domain.repository.RepositoryQuery.ResolveTag;
import org.shiplog.domain.repository.RepositoryQuery.TagPage;
import org.shiplog.domain.repository.RepositoryRules;

/** What a repository decides, evolves and answers as it grows. */
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

    private List<RepositoryEvent> history = List.of();
    private Repository repository = RULES.initial();
    private PushManifest freshPush = GrownRepository.push(0);
    private PushManifest movingPush = GrownRepository.push(0);

    @Setup
    public void grow() {
        GrownRepository grown = GrownRepository.withTags(tags);
        repository = grown.state();
        history = grown.history();
        freshPush = GrownRepository.push(tags);
        movingPush = new PushManifest(1, GrownRepository.manifest(tags / 2), List.of(GrownRepository.tag(tags / 3)));
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
        return decideAndEvolve(new DeleteManifest(1, GrownRepository.digest("manifest", tags / 2)));
    }

    @Benchmark
    public Optional<FoundManifest> resolveTag() {
        return new ResolveTag(1, GrownRepository.tag(tags / 2)).answer(repository);
    }

    @Benchmark
    public TagPage listTags() {
        return new ListTags(1, Optional.of(GrownRepository.tag(tags / 2)), 100).answer(repository);
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
        return GrownRepository.after(repository, command);
    }
}
