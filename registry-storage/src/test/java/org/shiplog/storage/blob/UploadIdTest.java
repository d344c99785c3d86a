package org.shiplog.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class UploadIdTest {
    @Test
    void readsOnlyTheCanonicalFormOfAUuid() {
        String text = "3f2c7f0e-4d4e-4a53-9a1f-0f2d0b7f6b11";

        assertThat(UploadId.parse(text)).map(UploadId::toString).contains(text);
        assertThat(UploadId.parse(text.toUpperCase(Locale.ROOT))).isEmpty();
        assertThat(UploadId.parse("../../../../../../../../etc/passwd__")).isEmpty();
        assertThat(UploadId.parse("1-1-1-1-1")).isEmpty();
        assertThat(UploadId.parse("")).isEmpty();
    }
}
