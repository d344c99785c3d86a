package org.shiplog.e2e.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * An OCI image layout written by hand: one image per architecture, each with one layer that holds one file, under an index.
 *
 * @param folder the layout, with {@code index.json} naming {@code tag}
 * @param index digest of the multi-architecture index
 * @param manifests digests of the images, in the order of the architectures asked for
 */
public record OciLayout(Path folder, String tag, String index, List<String> manifests) {

    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    public OciLayout {
        manifests = List.copyOf(manifests);
    }

    /** A multi-architecture image whose layers hold {@code text}, so that different texts give different digests. */
    public static OciLayout of(Path folder, String tag, String text, String... architectures) {
        try {
            Files.createDirectories(folder.resolve("blobs/sha256"));
            Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            var manifests = new ArrayList<String>();
            var descriptors = new ArrayList<String>();
            for (var architecture : architectures) {
                var manifest = image(folder, text, architecture);
                manifests.add(digest(manifest));
                descriptors.add("{%s,\"platform\":{\"architecture\":\"%s\",\"os\":\"linux\"}}"
                        .formatted(descriptor(MANIFEST, manifest), architecture));
            }
            var index = ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                            .formatted(INDEX, String.join(",", descriptors)))
                    .getBytes(StandardCharsets.UTF_8);
            write(folder, index);
            Files.writeString(folder.resolve("index.json"), """
                {"schemaVersion":2,"manifests":[{%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}
                """.formatted(descriptor(INDEX, index), tag));
            return new OciLayout(folder, tag, digest(index), manifests);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write the layout " + folder, failure);
        }
    }

    /** The same layout with the multi-architecture index itself as its {@code index.json}: what crane pushes as an index. */
    public OciLayout flat() {
        try {
            var blob = folder.resolve("blobs/sha256").resolve(index.substring(7));
            Files.copy(blob, folder.resolve("index.json"), StandardCopyOption.REPLACE_EXISTING);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] image(Path folder, String text, String architecture) throws IOException {
        var tar = TarFile.holding("greeting", (text + " for " + architecture).getBytes(StandardCharsets.UTF_8));
        var layer = gzip(tar);
        write(folder, layer);
        var config = """
            {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]}}\
            """.formatted(architecture, digest(tar)).getBytes(StandardCharsets.UTF_8);
        write(folder, config);
        var manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{%s},\"layers\":[{%s}]}"
                .formatted(
                        MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config),
                        descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer))
                .getBytes(StandardCharsets.UTF_8);
        write(folder, manifest);
        return manifest;
    }

    private static String descriptor(String mediaType, byte[] bytes) {
        return "\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d".formatted(mediaType, digest(bytes), bytes.length);
    }

    private static void write(Path folder, byte[] bytes) throws IOException {
        Files.write(folder.resolve("blobs/sha256").resolve(digest(bytes).substring(7)), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
