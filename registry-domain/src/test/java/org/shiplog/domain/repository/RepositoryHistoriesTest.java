package org.shiplog.domain.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.domain.repository.Samples.SIZE;
import static org.shiplog.domain.repository.Samples.digest;
import static org.shiplog.domain.repository.Samples.manifest;
import static org.shiplog.domain.repository.Samples.push;
import static org.shiplog.domain.repository.Samples.referrer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.DeleteBlob;
import org.shiplog.domain.repository.RepositoryCommand.DeleteManifest;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryCommand.MountBlob;
import org.shiplog.domain.repository.RepositoryCommand.RetireRepository;

/** Random histories, and what must hold after every step of each. The seed in a test's name repeats its history. */
final class RepositoryHistoriesTest {
    private static final int STEPS = 1_500;
    private static final List<Digest> BLOBS = digests("blob", 12);
    private static final List<Digest> MANIFESTS = digests("manifest", 16);

    private final DecisionFixture<Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal> repository =
            DecisionFixture.of(new RepositoryRules());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void holdsItsInvariantsAfterEveryStep(long seed) {
        Random random = new Random(seed);
        long generation = 1;
        for (int step = 0; step < STEPS; step++) {
            // Now and then a command of the past, or the first one of the future.
            long asked = Math.max(1, generation + (random.nextInt(20) == 0 ? random.nextInt(3) - 1 : 0));
            repository.when(anyCommand(random, asked));
            generation = Math.max(generation, repository.state().generation());
            if (repository.state().retired()) {
                generation++;
            }
            assertInvariants(repository.state());
        }
        repository.assertReplaysFromTheBeginning();
        assertThat(repository.history()).hasSizeGreaterThan(STEPS / 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 7, 11, 18})
    void reachesTheSameStateFromASnapshotAtAnyEvent(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 200; step++) {
            repository.when(anyCommand(random, 1));
        }
        RepositoryRules rules = new RepositoryRules();
        List<RepositoryEvent> events = repository.history();
        Repository snapshot = rules.initial();
        for (int split = 0; split <= events.size(); split++) {
            Repository recovered = snapshot;
            for (RepositoryEvent event : events.subList(split, events.size())) {
                recovered = rules.evolve(recovered, event);
            }
            assertThat(recovered).as("from a snapshot after %d events", split).isEqualTo(repository.state());
            snapshot = split < events.size() ? rules.evolve(snapshot, events.get(split)) : snapshot;
        }
    }

    private static RepositoryCommand anyCommand(Random random, long generation) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> new LinkBlob(generation, any(random, BLOBS), SIZE);
            case 4 -> new MountBlob(generation, any(random, BLOBS), SIZE, new RepositoryName("library/source"));
            case 5, 6 -> new DeleteBlob(generation, any(random, BLOBS));
            case 7, 8, 9 -> new DeleteManifest(generation, any(random, MANIFESTS));
            case 10 -> new DeleteTag(generation, new Tag(anyTag(random)));
            case 11 -> new RetireRepository(generation);
            case 12 -> push(generation, anyManifest(random), anyTag(random), anyTag(random), anyTag(random));
            default -> push(generation, anyManifest(random), anyTag(random));
        };
    }

    /** What a digest names never changes, so all else follows from it; but a layer may be elsewhere at a first push. */
    private static ManifestFacts anyManifest(Random random) {
        int number = random.nextInt(MANIFESTS.size());
        Digest digest = MANIFESTS.get(number);
        Digest config = BLOBS.get(number % BLOBS.size());
        Digest layer = BLOBS.get((number * 5 + 1) % BLOBS.size());
        return number % 3 == 0
                ? referrer(digest, MANIFESTS.get((number + 7) % MANIFESTS.size()), "a/" + number, config)
                : random.nextInt(5) == 0 ? manifest(digest, config) : manifest(digest, config, layer);
    }

    private static String anyTag(Random random) {
        return "tag" + random.nextInt(10);
    }

    private static Digest any(Random random, List<Digest> digests) {
        return digests.get(random.nextInt(digests.size()));
    }

    private static List<Digest> digests(String kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> digest(kind + i)).toList();
    }

    private static void assertInvariants(Repository repository) {
        Map<Digest, Integer> uses = new HashMap<>();
        Map<Digest, Map<Digest, String>> referrers = new TreeMap<>();
        repository.manifests().forEach((digest, manifest) -> {
            for (Digest blob : manifest.blobs()) {
                assertThat(repository.blobs().containsKey(blob))
                        .as("blob %s of %s", blob, digest)
                        .isTrue();
                uses.merge(blob, 1, Integer::sum);
            }
            manifest.subject()
                    .ifPresent(subject -> referrers
                            .computeIfAbsent(subject, _ -> new TreeMap<>())
                            .put(digest, "a/" + MANIFESTS.indexOf(digest)));
        });
        repository
                .blobs()
                .forEach((digest, blob) ->
                        assertThat(blob.uses()).as("uses of %s", digest).isEqualTo(uses.getOrDefault(digest, 0)));
        repository
                .tags()
                .forEach((tag, digest) -> assertThat(repository.manifests().containsKey(digest))
                        .as("%s of tag %s", digest, tag)
                        .isTrue());
        Map<Digest, Map<Digest, String>> indexed = new TreeMap<>();
        repository
                .referrers()
                .forEach((subject, named) -> named.forEach((digest, type) ->
                        indexed.computeIfAbsent(subject, _ -> new TreeMap<>()).put(digest, type)));
        assertThat(indexed).isEqualTo(referrers);
        if (repository.retired()) {
            assertThat(repository).isEqualTo(Repository.empty(repository.generation(), true));
        }
    }
}
