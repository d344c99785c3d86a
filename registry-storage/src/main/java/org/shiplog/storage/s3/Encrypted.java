package org.shiplog.storage.s3;

import org.jspecify.annotations.Nullable;
import org.shiplog.storage.s3.S3Settings.Encryption;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Begins each request that makes an object with how it is to be encrypted. */
final class Encrypted {
    private final @Nullable ServerSideEncryption algorithm;
    private final @Nullable String key;

    Encrypted(Encryption encryption) {
        this.algorithm = switch (encryption) {
            case Encryption.None _ -> null;
            case Encryption.Aes256 _ -> ServerSideEncryption.AES256;
            case Encryption.Kms _ -> ServerSideEncryption.AWS_KMS;
        };
        this.key = encryption instanceof Encryption.Kms kms ? kms.key().orElse(null) : null;
    }

    PutObjectRequest.Builder put() {
        return PutObjectRequest.builder().serverSideEncryption(algorithm).ssekmsKeyId(key);
    }

    CreateMultipartUploadRequest.Builder multipart() {
        return CreateMultipartUploadRequest.builder()
                .serverSideEncryption(algorithm)
                .ssekmsKeyId(key);
    }

    CopyObjectRequest.Builder copy() {
        return CopyObjectRequest.builder().serverSideEncryption(algorithm).ssekmsKeyId(key);
    }
}
