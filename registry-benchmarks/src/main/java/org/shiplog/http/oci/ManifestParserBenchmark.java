package org.shiplog.http.oci;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.shiplog.domain.oci.MediaType;
import org.shiplog.http.oci.ManifestParser.Parsed;

/** Strict reading of image manifests: of 10 layers as most have, of 1,000 as hardly any has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManifestParserBenchmark {
    private final ManifestParser parser = new ManifestParser();

    @Param({"10", "1000"})
    private int layers;

    private byte[] manifest = {};

    @Setup
    public void write() {
        String text = """
            {"schemaVersion": 2, "mediaType": "%s",
             "config": %s,
             "layers": [%s],
             "annotations": {"org.opencontainers.image.created": "2026-11-21T12:00:00Z"}}
            """.formatted(
                        MediaType.OCI_MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", 0),
                        IntStream.rangeClosed(1, layers)
                                .mapToObj(number -> descriptor("application/vnd.oci.image.layer.v1.tar+gzip", number))
                                .collect(Collectors.joining(",")));
        manifest = text.getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public Object parse() {
        return switch (parser.parse(manifest, Optional.of(MediaType.OCI_MANIFEST))) {
            case Parsed.Valid valid -> valid;
            case Parsed.Invalid invalid -> throw new IllegalStateException(invalid.rule());
        };
    }

    private static String descriptor(String mediaType, int number) {
        return "{\"mediaType\": \"%s\", \"digest\": \"sha256:%064x\", \"size\": %d}"
                .formatted(mediaType, number, 1_000 + number);
    }
}
