package org.shiplog.cluster.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where blobs are kept. All nodes of a cluster must be given the same place. */
public sealed interface BlobsConfig {
    /** A directory that every node reaches. */
    record Files(Path directory) implements BlobsConfig {}

    /**
     * A bucket of an S3-compatible store.
     *
     * @param endpoint empty for the region's own
     * @param prefix of every key, without the slash that follows it; may be empty
     * @param credentials empty to find them as the AWS SDK does: environment, profile, instance
     * @param pathStyle the bucket's name in the path instead of the host name
     * @param authority a PEM file with what else is trusted besides the JDK's authorities
     * @param redirect clients download from the store themselves, by presigned URLs
     */
    record S3(
            Optional<URI> endpoint,
            String region,
            String bucket,
            String prefix,
            Optional<Credentials> credentials,
            boolean pathStyle,
            Encryption encryption,
            Optional<Path> authority,
            boolean redirect)
            implements BlobsConfig {}

    record Credentials(String accessKey, Secret secretKey) {}

    /** What the store is asked to encrypt objects with. */
    sealed interface Encryption {
        record None() implements Encryption {}

        /** Keys of the store. */
        record Aes256() implements Encryption {}

        /** A key of the key management service; its default one when empty. */
        record Kms(Optional<String> key) implements Encryption {}
    }

    private static Optional<BlobsConfig> files(Optional<Path> directory) {
        return directory.map(Files::new);
    }

    static Optional<BlobsConfig> read(SettingValues values, Optional<Path> dataDirectory) {
        var isS3 = values.value(Setting.BLOBS_STORE, text -> Checks.oneOf(Map.of("files", false, "s3", true), text));
        var directory = values.value(Setting.BLOBS_DIR, Checks::directory).or(() -> dataDirectory);
        if (isS3.isEmpty()) {
            return Optional.empty();
        }
        if (isS3.get()) {
            return readS3(values);
        }
        for (Setting setting : List.of(Setting.S3_BUCKET, Setting.S3_ENDPOINT, Setting.S3_ACCESS_KEY)) {
            values.find(setting).ifPresent(entry -> values.refuse(entry, setting.key() + " needs blobs.store = s3"));
        }
        return files(directory);
    }

    private static Optional<BlobsConfig> readS3(SettingValues values) {
        values.require(Setting.S3_BUCKET, "when blobs.store is s3");
        var endpoint = values.value(Setting.S3_ENDPOINT, Checks::endpoint);
        var region = values.value(Setting.S3_REGION, Checks::s3Name);
        var bucket = values.value(Setting.S3_BUCKET, Checks::s3Name);
        var prefix = values.value(Setting.S3_PREFIX, Checks::s3Prefix);
        var pathStyle = values.value(Setting.S3_PATH_STYLE, Checks::flag);
        var encryption = encryption(values);
        var authority = values.value(Setting.S3_CA, Checks::file);
        var redirect = values.value(Setting.S3_REDIRECT, Checks::flag);
        var credentials = credentials(values);
        if (region.isEmpty() || bucket.isEmpty() || pathStyle.isEmpty() || encryption.isEmpty() || redirect.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new S3(
                endpoint,
                region.get(),
                bucket.get(),
                prefix.orElse(""),
                credentials,
                pathStyle.get(),
                encryption.get(),
                authority,
                redirect.get()));
    }

    private static Optional<Credentials> credentials(SettingValues values) {
        if (values.isSet(Setting.S3_ACCESS_KEY) != values.isSet(Setting.S3_SECRET_KEY)) {
            values.require(Setting.S3_ACCESS_KEY, "together with s3.secret-key");
            values.require(Setting.S3_SECRET_KEY, "together with s3.access-key");
        }
        var accessKey = values.value(Setting.S3_ACCESS_KEY, Checks::text);
        var secretKey = values.value(Setting.S3_SECRET_KEY, Checks::secret);
        return accessKey.flatMap(name -> secretKey.map(secret -> new Credentials(name, secret)));
    }

    private static Optional<Encryption> encryption(SettingValues values) {
        var key = values.value(Setting.S3_KMS_KEY, Checks::text);
        Optional<Encryption> encryption = values.value(
                Setting.S3_ENCRYPTION,
                text -> Checks.oneOf(
                        Map.<String, Encryption>of(
                                "none", new Encryption.None(),
                                "AES256", new Encryption.Aes256(),
                                "aws:kms", new Encryption.Kms(key)),
                        text));
        if (encryption.isPresent() && !(encryption.get() instanceof Encryption.Kms)) {
            values.find(Setting.S3_KMS_KEY)
                    .ifPresent(entry -> values.refuse(entry, "s3.kms-key needs s3.encryption = aws:kms"));
        }
        return encryption;
    }
}
