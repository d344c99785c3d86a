package org.shiplog.e2e.push;

import java.nio.charset.StandardCharsets;

/** The smallest image manifest there is. */
public final class ImageManifest {
    public static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private ImageManifest() {}

    public static byte[] of(Payload config, Payload layer) {
        return """
            {"schemaVersion":2,"mediaType":"%s",
             "config":{"mediaType":"application/vnd.example.config","digest":"%s","size":%d},
             "layers":[{"mediaType":"application/octet-stream","digest":"%s","size":%d}]}\
            """.formatted(MEDIA_TYPE, config.digest(), config.size(), layer.digest(), layer.size())
                .getBytes(StandardCharsets.UTF_8);
    }
}
