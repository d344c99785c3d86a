package org.shiplog.cluster.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shiplog.storage.blob.UploadProtocol;
import org.slf4j.LoggerFactory;

/**
 * Runs the simulation under many seeds. {@code -Dshiplog.simulation.seeds=N} runs more of them, and {@code
 * -Dshiplog.simulation.seed=N} runs one and prints what happens in it.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("shiplog.simulation.seeds", 2_000);
    private static final Optional<Long> ONE_SEED = Optional.ofNullable(Long.getLong("shiplog.simulation.seed"));
    /** Within how many seeds each planted bug must be found. */
    private static final long BOUND = 1_500;

    private static final Logger UPLOADS = (Logger) LoggerFactory.getLogger(UploadProtocol.class.getPackageName());

    // Every lost hold and every answer that does not come would be warned of.
    @BeforeAll
    static void silenceUploads() {
        UPLOADS.setLevel(Level.OFF);
    }

    @AfterAll
    static void hearUploadsAgain() {
        UPLOADS.setLevel(null);
    }

    @Test
    void keepsItsPromisesWhateverHappens() {
        List<World.Outcome> outcomes = seeds().parallel()
                .mapToObj(seed -> new World(seed, Set.of(), ONE_SEED.isPresent()).run())
                .toList();

        outcomes.stream()
                .filter(outcome -> outcome.broken().isPresent())
                .min(Comparator.comparingLong(World.Outcome::seed))
                .ifPresent(
                        outcome -> fail(story(outcome.seed()), outcome.broken().get()));
        ONE_SEED.ifPresent(seed -> System.out.println(story(seed)));
        long steps = outcomes.stream().mapToLong(World.Outcome::steps).sum();
        long answered = outcomes.stream().mapToLong(World.Outcome::answered).sum();
        long uploaded = outcomes.stream().mapToLong(World.Outcome::uploaded).sum();
        long undecided = outcomes.stream().mapToLong(World.Outcome::undecided).sum();
        System.out.printf(
                "%d seeds, %d steps, %d requests answered, %d uploads in parts,"
                        + " %d histories too ambiguous to be judged to their end%n",
                outcomes.size(), steps, answered, uploaded, undecided);
        assertThat(uploaded).isGreaterThan(2L * outcomes.size());
        assertThat(answered).isGreaterThan(10L * outcomes.size());
        assertThat(undecided).isLessThanOrEqualTo(outcomes.size());
    }

    @Test
    void goesTheSameWayUnderTheSameSeed() {
        assertThat(new World(7, Set.of(), true).run()).isEqualTo(new World(7, Set.of(), true).run());
    }

    @ParameterizedTest
    @EnumSource
    void wouldSeeThatSomethingIsBroken(PlantedBug bug) {
        Optional<World.Outcome> found = LongStream.rangeClosed(1, BOUND)
                .mapToObj(seed -> new World(seed, Set.of(bug), false).run())
                .filter(outcome -> outcome.broken().isPresent())
                .findFirst();

        assertThat(found).as("a seed up to %d that finds %s", BOUND, bug).isPresent();
        System.out.printf(
                "%s is found by seed %d: %s%n",
                bug, found.get().seed(), found.get().broken().get().getMessage());
    }

    private static LongStream seeds() {
        return ONE_SEED.map(LongStream::of).orElseGet(() -> LongStream.rangeClosed(1, SEEDS));
    }

    private static String story(long seed) {
        World.Outcome again = new World(seed, Set.of(), true).run();
        return String.join("\n", again.trace())
                + "\nseed " + seed + " goes this way again with\n"
                + "./mvnw -B -pl registry-cluster -am test -Dtest=SimulationTest#keepsItsPromisesWhateverHappens"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dshiplog.simulation.seed=" + seed;
    }
}
