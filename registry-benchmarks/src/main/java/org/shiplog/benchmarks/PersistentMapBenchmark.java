package org.shiplog.benchmarks;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
import org.shiplog.domain.collection.PersistentMap;
import org.shiplog.domain.collection.PersistentMap.Entry;

/** The map that aggregates' states are made of, with text keys such as tags. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PersistentMapBenchmark {
    @Param({"1000", "100000"})
    private int size;

    private final Random random = new Random(1);
    private PersistentMap<String, Integer> map = PersistentMap.empty();

    @Setup
    public void build() {
        map = PersistentMap.ofSorted(IntStream.range(0, size)
                .mapToObj(number -> new Entry<>(key(number), number))
                .toList());
    }

    @Benchmark
    public @Nullable Integer get() {
        return map.get(anyKey());
    }

    @Benchmark
    public PersistentMap<String, Integer> put() {
        return map.put(anyKey() + "x", 0);
    }

    @Benchmark
    public PersistentMap<String, Integer> remove() {
        return map.remove(anyKey());
    }

    @Benchmark
    public List<Entry<String, Integer>> pageOfHundred() {
        return map.entriesAfter(anyKey(), 100);
    }

    private String anyKey() {
        return key(random.nextInt(size));
    }

    private static String key(int number) {
        return "%08d".formatted(number);
    }
}
