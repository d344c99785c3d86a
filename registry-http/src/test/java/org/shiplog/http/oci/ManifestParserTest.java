package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.OCI_INDEX;
import static org.shiplog.http.oci.RegistryClient.OCI_MANIFEST;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.descriptor;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.image;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.http.oci.ManifestParser.Parsed;

class ManifestParserTest {
    private static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final Digest A = digest(bytes("a"));
    private static final Digest B = digest(bytes("b"));
    private static final Digest C = digest(bytes("c"));

    private final ManifestParser parser = new ManifestParser();

    private Parsed parse(String manifest, String type) {
        return parser.parse(bytes(manifest), MediaType.parse(type));
    }

    private ManifestContent valid(String manifest, String type) {
        return switch (parse(manifest, type)) {
            case Parsed.Valid(ManifestContent content) -> content;
            case Parsed.Invalid(String rule) -> throw new AssertionError(rule);
        };
    }

    private String rule(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Valid _ -> "valid";
            case Parsed.Invalid(String rule) -> rule;
        };
    }

    @Test
    void findsWhatAnImageNeeds() {
        ManifestContent content = valid(
                image(descriptor("config", A, 1), descriptor("layer", B, 2), descriptor("layer", C, 0)), OCI_MANIFEST);

        assertThat(content.blobs())
                .containsExactly(new BlobReference(A, 1), new BlobReference(B, 2), new BlobReference(C, 0));
        assertThat(content.config()).contains(A);
        assertThat(content.artifactType()).isEqualTo("application/vnd.example.config");
        assertThat(content.subject()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.oci.image.layer.nondistributable.v1.tar",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            })
    void needsNoLayersThatMayNotBePassedOn(String type) {
        String layer = """
            {"mediaType":"%s","digest":"%s","size":5}\
            """.formatted(type, B);

        assertThat(valid(image(descriptor("config", A, 1), layer), OCI_MANIFEST).blobs())
                .containsExactly(new BlobReference(A, 1));
    }

    @Test
    void needsNoLayersThatAreKeptElsewhere() {
        String elsewhere = """
            {"mediaType":"t/x","digest":"%s","size":5,"urls":["https://example.com/b"]}\
            """.formatted(B);
        String nowhere = """
            {"mediaType":"t/x","digest":"%s","size":5,"urls":[]}\
            """.formatted(C);

        assertThat(valid(image(descriptor("config", A, 1), elsewhere, nowhere), OCI_MANIFEST)
                        .blobs())
                .containsExactly(new BlobReference(A, 1), new BlobReference(C, 5));
    }

    @Test
    void needsNoneOfTheChildrenOfAnIndex() {
        String index = """
            {"schemaVersion":2,"manifests":[%s,%s],"artifactType":"a/b","subject":%s,"annotations":{"k":"v","a":""}}\
            """.formatted(descriptor("x", A, 1), descriptor("x", A, 1), descriptor("x", B, 1));

        ManifestContent content = valid(index, OCI_INDEX);

        assertThat(content.blobs()).isEmpty();
        assertThat(content.subject()).contains(B);
        assertThat(content.artifactType()).isEqualTo("a/b");
        assertThat(content.annotations()).isEqualTo(Map.of("k", "v", "a", ""));
    }

    @Test
    void derivesArtifactTypes() {
        String config = descriptor("config", A, 1);
        String manifest = "{\"schemaVersion\":2,\"artifactType\":\"%s\",\"config\":" + config + ",\"layers\":[]}";

        assertThat(valid(manifest.formatted("a/b"), OCI_MANIFEST).artifactType())
                .isEqualTo("a/b");
        assertThat(valid(manifest.formatted(""), OCI_MANIFEST).artifactType())
                .isEqualTo("application/vnd.example.config");
        assertThat(valid(manifest.formatted("a/b"), DOCKER_MANIFEST).artifactType())
                .isEmpty();
        assertThat(valid("{\"schemaVersion\":2,\"manifests\":[]}", OCI_INDEX).artifactType())
                .isEmpty();
    }

    @Test
    void countsABlobOnceHoweverOftenItIsNamed() {
        String twice = descriptor("layer", B, 2);

        assertThat(valid(image(descriptor("config", A, 1), twice, twice), OCI_MANIFEST)
                        .blobs())
                .hasSize(2);
        assertThat(rule(parse(image(descriptor("config", A, 1), twice, descriptor("layer", B, 3)), OCI_MANIFEST)))
                .contains("two sizes");
    }

    @Test
    void refusesMoreBlobsThanACommandHolds() {
        String layers = IntStream.range(0, ManifestFacts.MAX_BLOBS)
                .mapToObj(i -> descriptor("layer", digest(bytes("layer " + i)), 1))
                .collect(Collectors.joining(","));

        assertThat(rule(parse(image(descriptor("config", A, 1), layers), OCI_MANIFEST)))
                .contains("more than 2048");
    }

    @Test
    void acceptsUnknownMembersTypesAndAlgorithms() {
        String layer = """
            {"mediaType":"weird","digest":"blake99+x:Zm9v","size":9007199254740993,"data":"no base64","x":[{"y":[]}]}\
            """;
        String manifest =
                image(descriptor("config", A, 1), layer).replace("{\"schema", "{\"ü\":{\"\\/\":null},\"schema");

        assertThat(valid(manifest, OCI_MANIFEST).blobs().getLast().size()).isEqualTo(9007199254740993L);
    }

    @Test
    void takesNullForAbsent() {
        String manifest = """
            {"schemaVersion":2,"config":%s,"layers":null,"subject":null,"annotations":null,"mediaType":null}\
            """.formatted(descriptor("config", A, 1));

        assertThat(valid(manifest, OCI_MANIFEST).blobs()).hasSize(1);
    }

    @Test
    void takesTheTypeFromTheBodyWhenTheHeaderIsMissing() {
        String manifest = image(descriptor("config", A, 1));

        assertThat(rule(parser.parse(bytes(manifest), Optional.empty()))).isEqualTo("valid");
        assertThat(rule(parser.parse(bytes("{\"schemaVersion\":2}"), Optional.empty())))
                .contains("neither");
    }

    @Test
    void acceptsUnknownTypesWithoutLookingInside() {
        String artifact = """
            {"mediaType":"application/vnd.example+json","blobs":[1],"subject":"none","annotations":[],"config":7}\
            """;

        ManifestContent content = valid(artifact, "application/vnd.example+json");

        assertThat(content.blobs()).isEmpty();
        assertThat(content.subject()).isEmpty();
        assertThat(rule(parse(artifact.replace("blobs", "manifests"), "application/vnd.example+json")))
                .contains("both");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        | JSON object
        [] | JSON object
        "text" | JSON object
        null | JSON object
        {"schemaVersion":2 | not valid JSON
        {"schemaVersion":2,} | not valid JSON
        {'schemaVersion':2} | not valid JSON
        {"schemaVersion":2,"schemaVersion":2} | not valid JSON
        {"schemaVersion":2,"x":{"y":1,"y":2}} | not valid JSON
        {"schemaVersion":2} {} | after the manifest's end
        {"schemaVersion":2} x | not valid JSON
        {"schemaVersion":1} | schemaVersion
        {"schemaVersion":"2"} | must be an integer
        {"schemaVersion":2.0} | must be an integer
        {"schemaVersion":99999999999999999999} | too large
        {"schemaVersion":2} | config
        {"schemaVersion":2,"config":[]} | descriptors
        {"schemaVersion":2,"config":{}} | no mediaType
        {"schemaVersion":2,"config":{"mediaType":"a/b"}} | no digest
        {"schemaVersion":2,"config":{"mediaType":"a/b","digest":"sha256:00"}} | invalid digest
        {"schemaVersion":2,"config":{"mediaType":"a/b","digest":7}} | must be a string
        {"schemaVersion":2,"config":{"mediaType":"a/b","digest":"md5:x"}} | no size
        {"schemaVersion":2,"config":{"mediaType":"a/b","digest":"md5:x","size":-1}} | negative size
        {"schemaVersion":2,"config":{"mediaType":"a/b","digest":"md5:x","size":1e3}} | must be an integer
        {"schemaVersion":2,"config":{"mediaType":"","digest":"md5:x","size":1}} | no mediaType
        {"schemaVersion":2,"config":{"mediaType":"a/b","digest":"md5:x","size":1,"urls":[1]}} | urls
        {"schemaVersion":2,"layers":{}} | must be an array
        {"schemaVersion":2,"annotations":{"k":1}} | an annotation must be a string
        {"schemaVersion":2,"manifests":[],"layers":[]} | both
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"} | differ
        """)
    void refusesImagesThatAreNone(String manifest, String rule) {
        assertThat(rule(parse(manifest == null ? "" : manifest, OCI_MANIFEST))).contains(rule);
    }

    @Test
    void refusesWhatIsNotPlainUtf8() {
        String manifest = image(descriptor("config", A, 1));

        assertThat(rule(parser.parse(bytes("\uFEFF" + manifest), MediaType.parse(OCI_MANIFEST))))
                .contains("byte order mark");
        assertThat(rule(parser.parse(manifest.getBytes(StandardCharsets.UTF_16), MediaType.parse(OCI_MANIFEST))))
                .contains("UTF-8");
        assertThat(rule(parser.parse(manifest.getBytes(StandardCharsets.UTF_16LE), MediaType.parse(OCI_MANIFEST))))
                .contains("not valid JSON");
        assertThat(rule(parser.parse(new byte[] {'{', (byte) 0xc3, '}'}, MediaType.parse(OCI_MANIFEST))))
                .contains("UTF-8");
    }

    @Test
    void refusesDeepNesting() {
        String deep = "{\"schemaVersion\":2,\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

        assertThat(rule(parse(deep, OCI_MANIFEST))).contains("not valid JSON");
        assertThat(rule(parse(deep, "application/vnd.example+json"))).contains("not valid JSON");
    }

    @Test
    void refusesSchemaVersionOne() {
        assertThat(rule(parse("{}", "application/vnd.docker.distribution.manifest.v1+json")))
                .contains("version 1");
        assertThat(rule(parse("{}", "application/vnd.docker.distribution.manifest.v1+prettyjws")))
                .contains("version 1");
        assertThat(rule(parse("{\"schemaVersion\":1}", "application/json"))).contains("schemaVersion");
    }

    @Test
    void saysWhatIsWrongBriefly() {
        assertThat(rule(parse("{\"" + "x".repeat(10_000) + "\" 1}", OCI_MANIFEST)))
                .hasSizeLessThan(300);
    }
}
