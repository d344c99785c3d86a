package org.shiplog.projections.catalog;

/** What an accessory is, in Harbor's words. */
final class AccessoryKind {
    private AccessoryKind() {}

    /**
     * @param cosign whether its tag says that it is a signature
     * @param accelerator whether it is another form of its subject
     */
    static String of(String artifactType, boolean cosign, boolean accelerator) {
        if (accelerator) {
            return CatalogAccessory.ACCELERATOR;
        }
        if (cosign) {
            return "signature.cosign";
        }
        return switch (artifactType) {
            case "application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.dev.sigstore.bundle.v0.3+json" ->
                "signature.cosign";
            case "application/vnd.cncf.notary.signature" -> "signature.notation";
            case "application/vnd.goharbor.harbor.sbom.v1" -> "sbom.harbor";
            default -> "subject.accessory";
        };
    }
}
