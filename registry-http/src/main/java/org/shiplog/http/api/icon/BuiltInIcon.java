package org.shiplog.http.api.icon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.projections.catalog.ArtifactKind;
import org.shiplog.projections.catalog.CatalogAccessory;

/** The icons of what has none of its own, PNG images of 96 pixels square. */
public enum BuiltInIcon {
    IMAGE,
    CHART,
    CNAB,
    WASM,
    MODEL,
    SBOM,
    COSIGN,
    NOTATION,
    NYDUS,
    DEFAULT;

    static final String CONTENT_TYPE = "image/png";

    private final Digest digest;
    private final String content;

    BuiltInIcon() {
        byte[] image = read(name().toLowerCase(Locale.ROOT) + ".png");
        this.digest = DigestAlgorithm.SHA256.digestOf(image);
        this.content = Base64.getEncoder().encodeToString(image);
    }

    private static byte[] read(String file) {
        try (InputStream image = BuiltInIcon.class.getResourceAsStream(file)) {
            if (image == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return image.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param kind as in {@link ArtifactKind} */
    public static BuiltInIcon ofKind(String kind) {
        return switch (kind) {
            case ArtifactKind.IMAGE -> IMAGE;
            case ArtifactKind.CHART -> CHART;
            case ArtifactKind.CNAB -> CNAB;
            case ArtifactKind.WASM -> WASM;
            case ArtifactKind.MODEL -> MODEL;
            case ArtifactKind.SBOM -> SBOM;
            default -> DEFAULT;
        };
    }

    /** @param type as in {@link CatalogAccessory} */
    public static BuiltInIcon ofAccessory(String type) {
        return switch (type) {
            case "signature.cosign" -> COSIGN;
            case "signature.notation" -> NOTATION;
            case "sbom.harbor" -> SBOM;
            case CatalogAccessory.ACCELERATOR -> NYDUS;
            default -> DEFAULT;
        };
    }

    static Optional<BuiltInIcon> of(Digest digest) {
        return Arrays.stream(values())
                .filter(icon -> icon.digest.equals(digest))
                .findFirst();
    }

    public Digest digest() {
        return digest;
    }

    /** In base64. */
    String content() {
        return content;
    }
}
