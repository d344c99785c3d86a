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
    public static final String UNKNOWN = "UNKNOWN";

    private static final Set<String> IMAGE_CONFIGS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");
    private static final Set<MediaType> INDEXES = Set.of(MediaType.OCI_INDEX, MediaType.DOCKER_MANIFEST_LIST);
    private static final Pattern NAMED = Pattern.compile("application/vnd\\.[^.]*\\.(.*)\\.config\\.[^.]*\\+json");

    private ArtifactKind() {}

    /** By the type that the manifest gives itself, or else by its config's. */
    static String of(ManifestFacts facts) {
        String type = facts.artifactType().isEmpty() ? facts.configType() : facts.artifactType();
        if (IMAGE_CONFIGS.contains(type) || (type.isEmpty() && INDEXES.contains(facts.mediaType()))) {
            return IMAGE;
        }
        return switch (type) {
            case "application/vnd.cncf.helm.config.v1+json" -> CHART;
            case "application/vnd.cnab.manifest.v1" -> "CNAB";
            case "application/vnd.wasm.config.v1+json" -> "WASM";
            case "application/vnd.cncf.model.manifest.v1+json" -> "CNAI";
            case "application/vnd.goharbor.harbor.sbom.v1" -> "SBOM";
            default -> named(type);
        };
    }

    private static String named(String type) {
        Matcher named = NAMED.matcher(type);
        return named.matches() ? named.group(1).toUpperCase(Locale.ROOT) : UNKNOWN;
    }
}
