package org.shiplog.domain.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PastTagTest {
    @Test
    void namesTheTagAndTheEndOfTheSecond() {
        assertThat(PastTag.parse(new Tag("prod.at-20261101T120000Z")))
                .contains(new PastTag(new Tag("prod"), Instant.parse("2026-11-01T12:00:00.999999Z")));
        assertThat(PastTag.parse(new Tag("v1.2.at-x.at-20240229T235959Z")))
                .contains(new PastTag(new Tag("v1.2.at-x"), Instant.parse("2024-02-29T23:59:59.999999Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prod",
                "prod.at-noon",
                "prod.at-20261101",
                "prod.at-20261101T1200Z",
                "prod.at-20261101T120000",
                "prod.at-20261101t120000z",
                "prod-at-20261101T120000Z",
                "prodXat-20261101T120000Z",
                "prod.at-20261101T120000Z.1",
                "prod.at-020261101T120000Z"
            })
    void leavesTagsAloneThatOnlyLookSimilar(String tag) {
        assertThat(PastTag.isReserved(new Tag(tag))).isFalse();
        assertThat(PastTag.parse(new Tag(tag))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod.at-20261301T120000Z", "prod.at-20230229T120000Z", "prod.at-20261101T246060Z"})
    void keepsTheFormEvenWhereThereIsNoSuchTime(String tag) {
        assertThat(PastTag.isReserved(new Tag(tag))).isTrue();
        assertThat(PastTag.parse(new Tag(tag))).isEmpty();
    }
}
