package org.shiplog.e2e.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shiplog.e2e.history.TagOperation.Kind;

final class LinearizabilityTest {

    @Test
    void acceptsAReadThatSeesEitherSideOfAConcurrentWrite() {
        assertThat(holds(write("a", 0, 10), read("a", 5, 6))).isTrue();
        assertThat(holds(write("a", 0, 10), read("", 5, 6))).isTrue();
        assertThat(holds(write("a", 0, 10), read("a", 5, 6), read("a", 7, 8))).isTrue();
    }

    @Test
    void refusesAReadThatMissesAWriteThatWasAcknowledgedBeforeIt() {
        assertThat(holds(write("a", 0, 1), read("", 2, 3))).isFalse();
        assertThat(holds(write("a", 0, 1), write("b", 2, 3), read("a", 4, 5))).isFalse();
    }

    @Test
    void refusesReadsThatGoBack() {
        assertThat(holds(write("a", 0, 10), read("a", 2, 3), read("", 4, 5))).isFalse();
        assertThat(holds(write("a", 0, 1), write("b", 2, 20), read("b", 3, 4), read("a", 5, 6)))
                .isFalse();
    }

    @Test
    void refusesAValueThatNobodyWrote() {
        assertThat(holds(write("a", 0, 1), read("x", 2, 3))).isFalse();
    }

    @Test
    void acceptsAWriteOfUnknownOutcomeAtAnyTimeAfterItsCallOrNever() {
        long never = TagOperation.NEVER;
        assertThat(holds(write("a", 0, 1), write("b", 2, never), read("a", 3, 4), read("b", 5, 6)))
                .isTrue();
        assertThat(holds(write("a", 0, 1), write("b", 2, never), read("a", 3, 4)))
                .isTrue();
        assertThat(holds(write("a", 0, 1), write("b", 2, never), read("b", 3, 4), read("a", 5, 6)))
                .isFalse();
        assertThat(holds(write("a", 5, 6), write("b", 7, never), read("b", 3, 4)))
                .isFalse();
    }

    @Test
    void usesOneWriteOfUnknownOutcomeForOneReadThatComesBackToIt() {
        long never = TagOperation.NEVER;
        TagOperation[] comesBack = {write("a", 0, 1), read("", 4, 5), write("b", 6, 7), read("", 8, 9)};
        List<TagOperation> once = new ArrayList<>(List.of(comesBack));
        once.add(write("", 2, never));
        assertThat(Linearizability.holds(once)).isFalse();

        once.add(write("", 3, never));
        assertThat(Linearizability.holds(once)).isTrue();
    }

    @Test
    void needsNoLongerForManyDeletionsOfUnknownOutcome() {
        List<TagOperation> history = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            history.add(write("", 10L * i, TagOperation.NEVER));
            history.add(write("v" + i, 10L * i + 1, 10L * i + 3));
            history.add(read("v" + i, 10L * i + 4, 10L * i + 6));
            history.add(read("", 10L * i + 5, 10L * i + 8));
        }
        assertThat(Linearizability.holds(history)).isTrue();

        history.add(read("v7", 4_000, 4_001));
        assertThat(Linearizability.holds(history)).isFalse();
    }

    @Test
    void seesADeletionAsAWriteOfNothing() {
        assertThat(holds(write("a", 0, 1), write("", 2, 3), read("", 4, 5))).isTrue();
        assertThat(holds(write("a", 0, 1), write("", 2, 3), read("a", 4, 5))).isFalse();
    }

    @Test
    void acceptsWhateverOneRegisterShowsToEightClientsAndFindsOneReadMadeStale() {
        for (long seed = 0; seed < 50; seed++) {
            List<TagOperation> history = ofOneRegister(new Random(seed));
            assertThat(Linearizability.holds(history)).as("seed %d", seed).isTrue();

            List<TagOperation> damaged = new ArrayList<>(history);
            damaged.add(read("never-written", Long.MAX_VALUE - 10, Long.MAX_VALUE - 9));
            assertThat(Linearizability.holds(damaged)).as("seed %d", seed).isFalse();
        }
    }

    /** Clients whose operations take effect at a random moment between their call and their return. */
    private static List<TagOperation> ofOneRegister(Random random) {
        record Effect(long at, int client, boolean isWrite, long called, long returned) {}
        List<Effect> effects = new ArrayList<>();
        for (int client = 0; client < 8; client++) {
            long now = random.nextInt(50);
            for (int i = 0; i < 60; i++) {
                long returned = now + 1 + random.nextInt(100);
                long at = now + random.nextLong(returned - now);
                effects.add(new Effect(at, client, random.nextInt(3) == 0, now, returned));
                now = returned + random.nextInt(20);
            }
        }
        effects.sort((one, other) -> Long.compare(one.at(), other.at()));
        List<TagOperation> history = new ArrayList<>();
        Optional<String> value = Optional.empty();
        for (int i = 0; i < effects.size(); i++) {
            Effect effect = effects.get(i);
            if (effect.isWrite()) {
                value = Optional.of("v" + i);
            }
            history.add(new TagOperation(
                    "c" + effect.client(),
                    effect.isWrite() ? Kind.WRITE : Kind.READ,
                    value,
                    effect.called(),
                    effect.isWrite() && random.nextInt(40) == 0 ? TagOperation.NEVER : effect.returned()));
        }
        return history;
    }

    private static boolean holds(TagOperation... operations) {
        return Linearizability.holds(List.of(operations));
    }

    private static TagOperation write(String value, long called, long returned) {
        return operation(Kind.WRITE, value, called, returned);
    }

    private static TagOperation read(String value, long called, long returned) {
        return operation(Kind.READ, value, called, returned);
    }

    private static TagOperation operation(Kind kind, String value, long called, long returned) {
        return new TagOperation("c", kind, value.isEmpty() ? Optional.empty() : Optional.of(value), called, returned);
    }
}
