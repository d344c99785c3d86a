package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.inspect.Fault;
import org.shiplog.storage.inspect.StoredContent;
import org.shiplog.storage.manifest.ManifestStore;
import org.shiplog.storage.s3.S3Bucket.Condition;

/** What is found of objects that somebody removed or changed. */
class S3StoredContentTest extends S3Harness {
    private static final ManifestStore NO_MANIFESTS = new ManifestStore() {
        @Override
        public CompletionStage<Void> put(Digest digest, ByteString bytes) {
            throw new IllegalStateException("only looks");
        }

        @Override
        public CompletionStage<Optional<ByteString>> get(Digest digest) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    };

    private Optional<Fault> fault(Digest digest, long size) {
        return resultOf(new StoredContent(blobs, NO_MANIFESTS, system).faultOfBlob(digest, size));
    }

    private void overwrite(Digest with, Digest digest) {
        resultOf(bucket.copy(bucket.keys().blob(with), bucket.keys().blob(digest), Condition.NONE));
    }

    @Test
    void findsObjectsThatAreMissingOrChanged() {
        byte[] content = randomBytes(3 * MIB);
        byte[] other = content.clone();
        other[2 * MIB] ^= 1;
        Digest digest = publish(content, segment(1, content));
        Digest changed = publish(other, segment(2, other));
        Digest shorter = publish(new byte[100], segment(3, new byte[100]));
        assertThat(fault(digest, content.length)).isEmpty();

        overwrite(changed, digest);
        assertThat(fault(digest, content.length)).contains(new Fault.WrongDigest(changed));

        overwrite(shorter, digest);
        assertThat(fault(digest, content.length)).contains(new Fault.WrongSize(100));

        resultOf(bucket.delete(bucket.keys().blob(digest)));
        assertThat(fault(digest, content.length)).contains(new Fault.Missing());
    }
}
