package org.shiplog.benchmarks;

import java.security.MessageDigest;
import java.util.Random;
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
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** The floor of every upload: hashing, in the chunks in which bytes arrive. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DigestBenchmark {
    private static final int BLOB = 8 << 20;

    @Param({"SHA256", "SHA512"})
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;

    @Param({"8192", "524288"})
    private int chunk;

    private final byte[] content = new byte[BLOB];
    private final String text = "sha256:" + "0123456789abcdef".repeat(4);

    @Setup
    public void fill() {
        new Random(1).nextBytes(content);
    }

    /** A blob of 8 MiB. */
    @Benchmark
    public Digest hash() {
        MessageDigest hash = algorithm.newHash();
        for (int offset = 0; offset < BLOB; offset += chunk) {
            hash.update(content, offset, chunk);
        }
        return algorithm.finish(hash);
    }

    @Benchmark
    public Digest parse() {
        return Digest.of(text);
    }
}
