package org.shiplog.storage.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the bucket is and how it is spoken to.
 *
 * @param endpoint empty for the region's own at AWS
 * @param prefix of every key, without the slash that follows it; may be empty
 * @param credentials empty to find them as the AWS SDK does: environment, profile, web identity, instance
 * @param pathStyle the bucket's name in the path instead of the host name
 * @param authority a PEM file with certificates to trust besides the JDK's
 * @param redirect whether clients may download from the store themselves, by presigned URLs
 */
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        String prefix,
        Optional<Credentials> credentials,
        boolean pathStyle,
        Encryption encryption,
        Optional<Path> authority,
        boolean redirect) {

    public record Credentials(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "Credentials[" + accessKey + "]";
        }
    }

    /** What the store is asked to encrypt objects with. */
    public sealed interface Encryption {
        record None() implements Encryption {}

        /** Keys of the store. */
        record Aes256() implements Encryption {}

        /** A key of the key management service; its default one when empty. */
        record Kms(Optional<String> key) implements Encryption {}
    }
}
