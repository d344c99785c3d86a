package org.shiplog.cluster.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;

/** Golden files are added to and never edited: they stand for journals that exist. */
class EventSerializerTest {
    private final EventSerializer serializer = new EventSerializer();

    static List<Recorded<?>> samples() {
        return EventSamples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsWhatWasWrittenInThePast(Recorded<?> sample) throws IOException {
        String name = serializer.manifest(sample);

        assertThat(serializer.fromBinary(golden(name), name)).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writesWhatOtherVersionsRead(Recorded<?> sample) throws IOException {
        assertThat(HexFormat.of().formatHex(serializer.toBinary(sample)))
                .isEqualTo(HexFormat.of().formatHex(golden(serializer.manifest(sample))));
    }

    @Test
    void everyEventFormHasASample() {
        assertThat(samples().stream().<Class<?>>map(recorded -> recorded.event().getClass()))
                .containsExactlyInAnyOrderElementsOf(new EventTypes().forms());
    }

    @Test
    void readsWhatHadAnotherForm() throws IOException {
        assertThat(serializer
                        .fromBinary(golden("UserRegistered/1"), "UserRegistered/1")
                        .event())
                .isEqualTo(new UserEvent.UserRegistered(
                        1, UserSource.DATABASE, "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", true));
        assertThat(serializer
                        .fromBinary(golden("ManifestPushed/1"), "ManifestPushed/1")
                        .event())
                .isEqualTo(new RepositoryEvent.ManifestPushed(new ManifestFacts(
                        EventSamples.DIGEST,
                        MediaType.OCI_MANIFEST,
                        412,
                        List.of(new BlobReference(EventSamples.OTHER, 2), new BlobReference(EventSamples.DIGEST, 0)),
                        Optional.of(EventSamples.OTHER),
                        "application/vnd.example.sbom")));
    }

    @Test
    void tellsWhatAnEventUndoes() throws IOException {
        Recorded<?> undoing = new Recorded<>(
                new RepositoryEvent.TagDeleted(new Tag("v1"), EventSamples.DIGEST),
                EventSamples.PROVENANCE.undoing(12_345_678_901L));

        assertThat(HexFormat.of().formatHex(serializer.toBinary(undoing)))
                .isEqualTo(HexFormat.of().formatHex(golden("TagDeleted/1-undoing")));
        assertThat(serializer.fromBinary(golden("TagDeleted/1-undoing"), "TagDeleted/1"))
                .isEqualTo(undoing);
    }

    @Test
    void tellsOfWhichImageAManifestIsAnotherForm() throws IOException {
        Recorded<?> accelerating = new Recorded<>(
                new RepositoryEvent.ManifestPushed(new ManifestFacts(
                        EventSamples.DIGEST,
                        MediaType.OCI_MANIFEST,
                        412,
                        List.of(),
                        Optional.empty(),
                        "",
                        "application/vnd.oci.image.config.v1+json",
                        List.of(),
                        Optional.of(EventSamples.OTHER))),
                EventSamples.PROVENANCE);

        assertThat(HexFormat.of().formatHex(serializer.toBinary(accelerating)))
                .isEqualTo(HexFormat.of().formatHex(golden("ManifestPushed/2-accelerating")));
        assertThat(serializer.fromBinary(golden("ManifestPushed/2-accelerating"), "ManifestPushed/2"))
                .isEqualTo(accelerating);
    }

    @Test
    void refusesAnEventOfALaterVersion() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {(byte) 0xA0}, "TagMoved/99"))
                .hasMessageContaining("TagMoved/99");
    }

    @Test
    void refusesADamagedPayload() throws IOException {
        byte[] damaged = golden("TagMoved/1");
        damaged[damaged.length / 2] = (byte) 0xFF;

        assertThatThrownBy(() -> serializer.fromBinary(damaged, "TagMoved/1")).isInstanceOf(RuntimeException.class);
    }

    private static byte[] golden(String name) throws IOException {
        String file = "/golden/events/" + name.replace('/', '-') + ".cbor.hex";
        try (InputStream stream = EventSerializerTest.class.getResourceAsStream(file)) {
            assertThat(stream).as("golden file %s", file).isNotNull();
            return HexFormat.of().parseHex(new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
