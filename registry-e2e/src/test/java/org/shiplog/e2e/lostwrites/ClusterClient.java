package org.shiplog.e2e.lostwrites;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.shiplog.e2e.history.TagOperation;
import org.shiplog.e2e.history.TagOperation.Kind;
import org.shiplog.e2e.image.OciLayout;
import org.shiplog.e2e.node.Registry;
import org.shiplog.e2e.node.RegistryHttp;
import org.shiplog.e2e.node.RegistryHttp.Answer;
import org.shiplog.e2e.push.BlobPush;
import org.shiplog.e2e.push.ImageManifest;
import org.shiplog.e2e.push.Payload;

/**
 * One client of a cluster. It pushes images, moves and deletes tags and pulls, all through the one address it knows, and
 * notes what it saw. A push is sent again after a failure, as clients do; a pull is not, so that none can fail unseen.
 */
final class ClusterClient implements Runnable {
    private static final int TAGS = 3;
    private static final int KEPT = 20;
    private static final int ATTEMPTS = 12;

    private final RegistryHttp http;
    private final Ledger ledger;
    private final Observations seen;
    private final String name;
    private final List<String> repositories;
    private final SplittableRandom random;
    private final AtomicBoolean done;
    private final List<Image> images = new ArrayList<>();

    private record Image(String repository, String digest, byte[] manifest, Payload layer) {}

    ClusterClient(Registry registry, Ledger ledger, Observations seen, Identity identity, AtomicBoolean done) {
        this.http = registry.asAdmin();
        this.ledger = ledger;
        this.seen = seen;
        this.name = identity.name();
        this.repositories = List.copyOf(identity.repositories());
        this.random = new SplittableRandom(identity.seed());
        this.done = done;
    }

    /** Who a client is: its name, the repositories that it uses, and what its choices follow from. */
    record Identity(String name, List<String> repositories, long seed) {}

    @Override
    public void run() {
        try {
            while (!done.get()) {
                step();
            }
        } catch (RuntimeException | AssertionError failure) {
            ledger.violation("client " + name + " ended: " + failure);
        }
    }

    private void step() {
        String repository = repositories.get(random.nextInt(repositories.size()));
        String tag = "t" + random.nextInt(TAGS);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> push(repository, tag);
            case 3 -> delete(repository, tag);
            case 4, 5, 6 -> pullByDigest();
            default -> pullByTag(repository, tag);
        }
    }

    private void pullByTag(String repository, String tag) {
        long called = System.nanoTime();
        Optional<Answer> answer = observed("tag " + repository + ":" + tag, called, () -> {
            Answer got = http.manifest(repository, tag);
            return got.status() == 404 ? Served.absent(got) : Served.checked(got, got.header("Docker-Content-Digest"));
        });
        answer.ifPresent(got -> seen.tag(
                repository,
                tag,
                new TagOperation(
                        name,
                        Kind.READ,
                        got.status() == 404 ? Optional.empty() : Optional.of(got.header("Docker-Content-Digest")),
                        called,
                        System.nanoTime())));
    }

    private void pullByDigest() {
        if (images.isEmpty()) {
            return;
        }
        Image image = images.get(random.nextInt(images.size()));
        String base = "/v2/" + image.repository();
        observed(
                "manifest " + image.digest() + " of " + image.repository(),
                System.nanoTime(),
                () -> Served.checked(http.manifest(image.repository(), image.digest()), image.digest()));
        observed(
                "layer " + image.layer().digest() + " of " + image.repository(),
                System.nanoTime(),
                () -> Served.checked(
                        http.get(base + "/blobs/" + image.layer().digest()),
                        image.layer().digest()));
    }

    /** An answer, and what is wrong with it. */
    private record Served(Answer answer, Optional<String> problem) {
        static Served absent(Answer answer) {
            return new Served(answer, Optional.empty());
        }

        static Served checked(Answer answer, String digest) {
            if (answer.status() != 200) {
                return new Served(answer, Optional.of("answered " + answer.status() + " " + answer.text()));
            }
            boolean right = OciLayout.digest(answer.body()).equals(digest);
            return new Served(answer, right ? Optional.empty() : Optional.of("other bytes than " + digest));
        }
    }

    private interface Request<T> {
        T send();
    }

    private Optional<Answer> observed(String what, long called, Request<Served> request) {
        Optional<Answer> answer = Optional.empty();
        Optional<String> problem;
        try {
            Served served = request.send();
            problem = served.problem();
            if (problem.isEmpty()) {
                answer = Optional.of(served.answer());
            } else if (problem.get().startsWith("other bytes")) {
                ledger.violation(what + ": " + problem.get());
            }
        } catch (UncheckedIOException failure) {
            problem = Optional.of(String.valueOf(failure.getCause()));
        }
        seen.pulled(new Observations.Pull(what, called, System.nanoTime(), problem));
        return answer;
    }

    private void push(String repository, String tag) {
        var image = new Repetitions();
        long called = System.nanoTime();
        Payload config = Payload.of(random.nextLong(), random.nextInt(100, 4_000));
        Payload layer = Payload.of(random.nextLong(), random.nextInt(1_000, 200_000));
        byte[] manifest = ImageManifest.of(config, layer);
        String digest = OciLayout.digest(manifest);
        boolean pushed = pushBlob(repository, config, image) && pushBlob(repository, layer, image);
        if (pushed) {
            ledger.manifestAttempted(repository, digest, manifest);
            pushed = image.until(
                    201,
                    () -> tagged(
                            repository,
                            tag,
                            Optional.of(digest),
                            201,
                            () -> http.put(
                                    "/v2/" + repository + "/manifests/" + tag, ImageManifest.MEDIA_TYPE, manifest)));
        }
        if (pushed) {
            ledger.manifestAcknowledged(repository, digest, manifest);
            keep(new Image(repository, digest, manifest, layer));
        }
        seen.pushed(new Observations.Push(
                repository + ":" + tag, called, System.nanoTime(), image.count, pushed, image.trouble.toString()));
    }

    private boolean pushBlob(String repository, Payload payload, Repetitions image) {
        BlobPush.Way[] ways = BlobPush.Way.values();
        BlobPush.Way way = ways[random.nextInt(ways.length)];
        ledger.blobAttempted(repository, payload);
        boolean pushed = image.until(201, () -> new BlobPush(http, repository, payload).push(way));
        if (pushed) {
            ledger.blobAcknowledged(repository, payload);
        }
        return pushed;
    }

    private void delete(String repository, String tag) {
        new Repetitions()
                .until(
                        202,
                        () -> tagged(
                                repository,
                                tag,
                                Optional.empty(),
                                202,
                                () -> http.delete("/v2/" + repository + "/manifests/" + tag)));
    }

    /** Sends a write of a tag and notes it: with its end when it is known to have happened, as open when it is not known. */
    private Answer tagged(String repository, String tag, Optional<String> value, int success, Request<Answer> request) {
        long called = System.nanoTime();
        Optional<Answer> answer = Optional.empty();
        try {
            answer = Optional.of(request.send());
            return answer.get();
        } finally {
            int status = answer.map(Answer::status).orElse(0);
            if (status == 404 && value.isEmpty()) {
                // There was nothing to delete, which is as good as having read that.
                seen.tag(repository, tag, new TagOperation(name, Kind.READ, value, called, System.nanoTime()));
            } else if (status == success) {
                seen.tag(repository, tag, new TagOperation(name, Kind.WRITE, value, called, System.nanoTime()));
            } else if (status == 0 || status >= 500) {
                seen.tag(repository, tag, new TagOperation(name, Kind.WRITE, value, called, TagOperation.NEVER));
            }
        }
    }

    private void keep(Image image) {
        images.add(image);
        if (images.size() > KEPT) {
            images.removeFirst();
        }
    }

    /** Sends requests again until they are answered as they should, a little later each time, and counts. */
    private final class Repetitions {
        private final StringBuilder trouble = new StringBuilder();
        private int count;

        boolean until(int success, Request<Answer> request) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (attempt > 0) {
                    count++;
                    pause();
                }
                try {
                    Answer answer = request.send();
                    // A tag that is not there cannot be deleted, and need not be.
                    if (answer.status() == success || success == 202 && answer.status() == 404) {
                        return true;
                    }
                    trouble.append(answer.status())
                            .append(' ')
                            .append(answer.text())
                            .append("; ");
                    if (answer.status() < 500 && answer.status() != 404 && answer.status() != 416) {
                        ledger.violation(name + " was refused: " + answer.status() + " " + answer.text());
                        return false;
                    }
                } catch (UncheckedIOException failure) {
                    trouble.append(failure.getCause()).append("; ");
                }
            }
            return false;
        }

        private void pause() {
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS))
                    .join();
        }
    }
}
