package org.shiplog.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files of the archive become objects of the bucket. */
class S3ArchiveTest extends S3Harness {
    @Test
    void keepsFilesBesideTheBlobs() {
        resultOf(new S3Archive(bucket).put("audit/2026-11/1.jsonl.gz", randomBytes(3 * MIB)));
        assertThat(resultOf(bucket.length(bucket.keys().archived("audit/2026-11/1.jsonl.gz"))))
                .contains(3L * MIB);
    }
}
