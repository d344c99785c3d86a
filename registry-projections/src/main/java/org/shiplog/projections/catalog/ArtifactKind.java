package org.shiplog.projections.catalog;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;

/** What an artifact is, in Harbor's words: {@code IMAGE}, {@code CHART}, {@code CNAB}, {@code WASM}, and so on. */
public final class ArtifactKind {
    public static final String IMAGE = "IMAGE";
    public static final String CHART = "CHART";
    public static final String WASM = "WASM";
    public static final String CNAB = "CNAB";
    public static final String SBOM = "SBOM";

    /** An AI model, however it is packaged. */
    public static final String MODEL = "CNAI";

    public static final String UNKNOWN = "UNKNOWN";

    private static final Set<String> IMAGE_CONFIGS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");
    private static final String WASM_CONFIG = "application/vnd.wasm.config.v1+json";
    private static final Set<MediaType> INDEXES = Set.of(MediaType.OCI_INDEX, MediaType.DOCKER_MANIFEST_LIST);
    private static final Pattern MODELS = Pattern.compile(
            "application/vnd[.](?:cncf[.]model[.](?:manifest|config)|docker[.]ai[.]model[.]config)[.]v[0-9.]+[+]json");
    private static final Pattern NAMED = Pattern.compile("application/vnd\\.[^.]*\\.(.*)\\.config\\.[^.]*\\+json");

    private ArtifactKind() {}

    /** By the type that the manifest gives itself, or else by its config's. WebAssembly in the form of an image gives itself none. */
    static String of(ManifestFacts facts) {
        boolean byConfig = facts.artifactType().isEmpty() || facts.configType().equals(WASM_CONFIG);
        String type = byConfig ? facts.configType() : facts.artifactType();
        if (IMAGE_CONFIGS.contains(type) || (type.isEmpty() && INDEXES.contains(facts.mediaType()))) {
            return IMAGE;
        }
        return switch (type) {
            case "application/vnd.cncf.helm.config.v1+json" -> CHART;
            case "application/vnd.cnab.manifest.v1" -> CNAB;
            case WASM_CONFIG -> WASM;
            case "application/vnd.goharbor.harbor.sbom.v1" -> SBOM;
            default -> MODELS.matcher(type).matches() ? MODEL : named(type);
        };
    }

    private static String named(String type) {
        Matcher named = NAMED.matcher(type);
        return named.matches() ? named.group(1).toUpperCase(Locale.ROOT) : UNKNOWN;
    }
}
