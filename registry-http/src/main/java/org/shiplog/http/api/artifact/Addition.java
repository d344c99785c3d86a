package org.shiplog.http.api.artifact;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.shiplog.projections.catalog.ArtifactKind;
import org.shiplog.projections.catalog.CatalogArtifact;

/** What artifacts carry besides their description, by the names that Harbor has for it. */
enum Addition {
    BUILD_HISTORY("build_history"),
    VALUES("values.yaml"),
    README("readme.md"),
    DEPENDENCIES("dependencies"),
    LICENSE("license"),
    FILES("files"),
    SBOM("sbom");

    private final String name;

    Addition(String name) {
        this.name = name;
    }

    /** As paths hold it. */
    String path() {
        return name;
    }

    /** Whether the letters are small or not does not matter. */
    static Optional<Addition> of(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(addition -> addition.name.equals(small))
                .findFirst();
    }

    /** What an artifact of its kind may have. An index has nothing of its own. */
    static Set<Addition> of(CatalogArtifact artifact) {
        if (artifact.configType().isEmpty()) {
            return Set.of();
        }
        return switch (artifact.kind()) {
            case ArtifactKind.IMAGE, ArtifactKind.WASM -> EnumSet.of(BUILD_HISTORY);
            case ArtifactKind.CHART -> EnumSet.of(VALUES, README, DEPENDENCIES);
            case ArtifactKind.MODEL -> EnumSet.of(README, LICENSE, FILES);
            case ArtifactKind.SBOM -> EnumSet.of(SBOM);
            default -> Set.of();
        };
    }
}
