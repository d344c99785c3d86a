package org.shiplog.e2e.lostwrites;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.lostwrites.Ledger.Key;
import org.shiplog.e2e.lostwrites.Ledger.TagKey;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.push.Payload;

/** Compares what the registry holds with what it had acknowledged. */
final class Audit {

    private static final int AT_ONCE = 6;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final RegistryHttp http;
    private final Ledger ledger;
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();

    Audit(Registry registry, Ledger ledger) {
        this.http = registry.asAdmin();
        this.ledger = ledger;
    }

    /** Everything acknowledged that is missing or wrong, and everything else that is neither absent nor completable. */
    List<String> findings() {
        forEach(ledger.acknowledgedBlobs(), (key, payload) -> checkBlob(key, payload, true));
        forEach(ledger.acknowledgedManifests(), (key, bytes) -> checkManifest(key, bytes, true));
        forEach(ledger.tags(), this::checkTag);
        forEach(ledger.attemptedBlobs(), (key, payload) -> {
            if (!ledger.acknowledgedBlobs().containsKey(key)) {
                checkBlob(key, payload, false);
                complete(key, payload);
            }
        });
        forEach(ledger.attemptedManifests(), (key, bytes) -> {
            if (!ledger.acknowledgedManifests().containsKey(key)) {
                checkManifest(key, bytes, false);
                complete(key, bytes);
            }
        });
        return List.copyOf(findings);
    }

    /** Several at a time; what goes wrong in a comparison is a finding as well. */
    private <K, V> void forEach(Map<K, V> entries, BiConsumer<K, V> comparison) {
        try (var comparing = Executors.newFixedThreadPool(AT_ONCE)) {
            entries.forEach((key, value) -> comparing.execute(() -> {
                try {
                    comparison.accept(key, value);
                } catch (RuntimeException failure) {
                    findings.add(key + " cannot be compared: " + failure);
                }
            }));
        }
    }

    private void checkBlob(Key key, Payload payload, boolean acknowledged) {
        var answer = http.get("/v2/" + key.repository() + "/blobs/" + key.digest());
        if (answer.status() == 404 && !acknowledged) {
            return;
        }
        if (answer.status() != 200) {
            findings.add("blob " + key + " acknowledged=" + acknowledged + " is answered " + answer.status());
        } else if (!OciLayout.digest(answer.body()).equals(payload.digest())) {
            findings.add("blob " + key + " has other bytes, " + answer.body().length + " of them");
        }
    }

    private void checkManifest(Key key, byte[] bytes, boolean acknowledged) {
        var answer = http.manifest(key.repository(), key.digest());
        if (answer.status() == 404 && !acknowledged) {
            return;
        }
        if (answer.status() != 200) {
            findings.add("manifest " + key + " acknowledged=" + acknowledged + " is answered " + answer.status());
        } else if (!Arrays.equals(answer.body(), bytes)) {
            findings.add("manifest " + key + " has other bytes");
        }
    }

    private void checkTag(TagKey key, TagHistory history) {
        var answer = http.manifest(key.repository(), key.tag());
        if (answer.status() != 200 && answer.status() != 404) {
            findings.add("tag " + key + " is answered " + answer.status());
            return;
        }
        var found =
                answer.status() == 404 ? Optional.<String>empty() : Optional.of(answer.header("Docker-Content-Digest"));
        if (!history.allows(found)) {
            findings.add("tag " + key + " is " + found.orElse("(absent)") + ", but its history is" + history);
        }
    }

    private void complete(Key key, Payload payload) {
        var answer = http.upload(key.repository(), key.digest(), payload.bytes());
        if (answer.status() != 201) {
            findings.add("blob " + key + " cannot be completed: " + answer.status() + " " + answer.text());
        }
    }

    private void complete(Key key, byte[] bytes) {
        var answer = http.put("/v2/" + key.repository() + "/manifests/" + key.digest(), MANIFEST, bytes);
        if (answer.status() != 201) {
            findings.add("manifest " + key + " cannot be completed: " + answer.status() + " " + answer.text());
        }
    }
}
