package org.shiplog.domain.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.collection.PersistentMap.Entry;

final class PersistentMapTest {
    private static final int STEPS = 4_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void behavesAsATreeMapThroughAnyHistory(long seed) {
        Random random = new Random(seed);
        int keys = 1 << (1 + random.nextInt(11));
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        NavigableMap<Integer, Integer> model = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            int key = random.nextInt(keys);
            if (random.nextInt(100) < 55) {
                map = map.put(key, step);
                model.put(key, step);
            } else {
                map = map.remove(key);
                model.remove(key);
            }
            assertThat(map.size()).isEqualTo(model.size());
            assertThat(map.get(key)).isEqualTo(model.get(key));
            if (step % 97 == 0) {
                assertSame(map, model);
                assertPagesAsTheModel(map, model, random, keys);
            }
        }
        assertSame(map, model);
    }

    @ParameterizedTest
    @EnumSource
    void staysBalancedWhateverTheOrderOfKeys(KeyOrder order) {
        int size = 4_096;
        Comparisons comparisons = new Comparisons();
        List<CountingKey> keys = IntStream.range(0, size)
                .map(i -> order.key(i, size))
                .mapToObj(value -> new CountingKey(value, comparisons))
                .toList();
        PersistentMap<CountingKey, String> map = PersistentMap.empty();
        for (CountingKey key : keys) {
            map = map.put(key, "");
        }
        assertThat(depth(map, comparisons)).isLessThanOrEqualTo(deepest(size));

        for (CountingKey key : keys.subList(0, size - 100)) {
            map = map.remove(key);
        }
        assertThat(map.size()).isEqualTo(100);
        assertThat(depth(map, comparisons)).isLessThanOrEqualTo(deepest(100));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void staysBalancedThroughRandomHistories(long seed) {
        Random random = new Random(seed);
        Comparisons comparisons = new Comparisons();
        PersistentMap<CountingKey, String> map = PersistentMap.empty();
        for (int step = 0; step < 6_000; step++) {
            CountingKey key = new CountingKey(random.nextInt(1_000), comparisons);
            map = random.nextInt(100) < 52 ? map.put(key, "") : map.remove(key);
            if (step % 500 == 499) {
                assertThat(depth(map, comparisons)).isLessThanOrEqualTo(deepest(map.size()));
            }
        }
    }

    @Test
    void leavesEarlierVersionsAsTheyWere() {
        List<PersistentMap<Integer, Integer>> versions = new ArrayList<>();
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        for (int key = 0; key < 200; key++) {
            versions.add(map);
            map = map.put(key, key);
        }
        for (int key = 0; key < 200; key++) {
            map = map.remove(key);
        }
        assertThat(map.isEmpty()).isTrue();
        for (int size = 0; size < 200; size++) {
            assertThat(versions.get(size).entriesAfter(null, 300))
                    .isEqualTo(IntStream.range(0, size)
                            .mapToObj(key -> new Entry<>(key, key))
                            .toList());
        }
    }

    @Test
    void allocatesOnePathForAChangeNotACopy() {
        PersistentMap<Integer, Integer> before = ofRange(100_000);
        for (int warmUp = 0; warmUp < 1_000; warmUp++) {
            before.put(warmUp, -1);
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadAllocatedBytes();
        PersistentMap<Integer, Integer> after = before.put(50_001, -1);
        long allocated = thread.getCurrentThreadAllocatedBytes() - start;

        assertThat(allocated).isLessThan(8_192);
        assertThat(after.get(50_001)).isEqualTo(-1);
        assertThat(before.get(50_001)).isEqualTo(50_001);
    }

    @Test
    void isTheSameObjectWhenThereIsNothingToRemove() {
        PersistentMap<Integer, Integer> map = ofRange(10);

        assertThat(map.remove(11)).isSameAs(map);
    }

    @Test
    void pagesThroughAllEntriesOnceThoughKeysComeAndGo() {
        PersistentMap<Integer, Integer> map = ofRange(1_000);
        List<Integer> seen = new ArrayList<>();
        Integer after = null;
        for (List<Entry<Integer, Integer>> page = map.entriesAfter(null, 7);
                !page.isEmpty();
                page = map.entriesAfter(after, 7)) {
            page.forEach(entry -> seen.add(entry.key()));
            after = page.getLast().key();
            map = map.remove(after);
        }
        assertThat(seen).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void givesNoEntriesForALimitOfZero() {
        assertThat(ofRange(10).entriesAfter(null, 0)).isEmpty();
    }

    @Test
    void refusesToBuildFromKeysOutOfOrder() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersistentMap.ofSorted(List.of(new Entry<>(2, ""), new Entry<>(1, ""))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersistentMap.ofSorted(List.of(new Entry<>(1, ""), new Entry<>(1, ""))));
    }

    @Test
    void isEqualToAMapOfTheSameEntriesHoweverItWasBuilt() {
        PersistentMap<Integer, Integer> built = PersistentMap.empty();
        for (int key = 99; key >= 0; key--) {
            built = built.put(key, key);
        }
        assertThat(built).isEqualTo(ofRange(100)).hasSameHashCodeAs(ofRange(100));
        assertThat(built).isNotEqualTo(ofRange(99)).isNotEqualTo(built.put(5, 6));
        assertThat(PersistentMap.<Integer, Integer>empty())
                .isEqualTo(ofRange(0))
                .hasToString("[]");
    }

    /** The most keys that a look-up compares with. */
    private static int depth(PersistentMap<CountingKey, String> map, Comparisons comparisons) {
        int deepest = 0;
        for (Entry<CountingKey, String> entry : map.entriesAfter(null, map.size())) {
            comparisons.count = 0;
            assertThat(map.containsKey(entry.key())).isTrue();
            deepest = Math.max(deepest, comparisons.count);
        }
        return deepest;
    }

    /** The bound that balance parameter 3 guarantees: a subtree weighs at most 3/4 of its parent. */
    private static int deepest(int size) {
        return (int) Math.ceil(Math.log(size + 1.0) / Math.log(4.0 / 3.0)) + 1;
    }

    private enum KeyOrder {
        ASCENDING,
        DESCENDING,
        INSIDE_OUT;

        private int key(int i, int size) {
            return switch (this) {
                case ASCENDING -> i;
                case DESCENDING -> size - i;
                case INSIDE_OUT -> i % 2 == 0 ? i : -i;
            };
        }
    }

    private static final class Comparisons {
        private int count;
    }

    private record CountingKey(int value, Comparisons comparisons) implements Comparable<CountingKey> {
        @Override
        public int compareTo(CountingKey other) {
            comparisons.count++;
            return Integer.compare(value, other.value);
        }
    }

    private static PersistentMap<Integer, Integer> ofRange(int size) {
        return PersistentMap.ofSorted(
                IntStream.range(0, size).mapToObj(key -> new Entry<>(key, key)).toList());
    }

    private static void assertSame(PersistentMap<Integer, Integer> map, NavigableMap<Integer, Integer> model) {
        assertThat(map.entriesAfter(null, Integer.MAX_VALUE)).isEqualTo(entries(model));
        List<Entry<Integer, Integer>> visited = new ArrayList<>();
        map.forEach((key, value) -> visited.add(new Entry<>(key, value)));
        assertThat(visited).isEqualTo(entries(model));
        assertThat(map).isEqualTo(PersistentMap.ofSorted(entries(model)));
    }

    private static void assertPagesAsTheModel(
            PersistentMap<Integer, Integer> map, NavigableMap<Integer, Integer> model, Random random, int keys) {
        int after = random.nextInt(keys + 2) - 1;
        int limit = random.nextInt(20);
        assertThat(map.entriesAfter(after, limit))
                .isEqualTo(entries(model.tailMap(after, false)).stream()
                        .limit(limit)
                        .toList());
    }

    private static List<Entry<Integer, Integer>> entries(Map<Integer, Integer> model) {
        return model.entrySet().stream()
                .map(entry -> new Entry<>(entry.getKey(), entry.getValue()))
                .toList();
    }
}
