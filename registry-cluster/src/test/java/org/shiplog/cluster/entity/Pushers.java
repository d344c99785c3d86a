package org.shiplog.cluster.entity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;

/** One client for each of some repositories, which links blob after blob and looks for each of them after its acknowledgement. */
final class Pushers implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Supplier<TestMember> member;
    private final List<RepositoryName> names;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<RepositoryName, AtomicInteger> acknowledged = new ConcurrentHashMap<>();
    private final Map<RepositoryName, Gaps> pushGaps = new ConcurrentHashMap<>();
    private final Map<RepositoryName, Gaps> pullGaps = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    /** The longest time that something took, since the last look. */
    static final class Gaps {
        private long longest;

        synchronized void add(long nanos) {
            longest = Math.max(longest, nanos);
        }

        synchronized Duration take() {
            Duration taken = Duration.ofNanos(longest);
            longest = 0;
            return taken;
        }
    }

    private Pushers(int repositories, Supplier<TestMember> member) {
        this.member = member;
        this.names = IntStream.range(0, repositories)
                .mapToObj(i -> new RepositoryName("library/pushed-" + i))
                .toList();
    }

    /** @param member asked for before each operation */
    static Pushers start(int repositories, Supplier<TestMember> member) {
        Pushers pushers = new Pushers(repositories, member);
        pushers.names.forEach(name -> {
            pushers.acknowledged.put(name, new AtomicInteger());
            pushers.pushGaps.put(name, new Gaps());
            pushers.pullGaps.put(name, new Gaps());
            pushers.clients.execute(() -> pushers.run(name));
        });
        return pushers;
    }

    private void run(RepositoryName name) {
        for (int i = 1; !stopping; i++) {
            try {
                long begun = System.nanoTime();
                LinkBlob link = new LinkBlob(1, digest(i), i);
                if (member.get().execute(name, link).toCompletableFuture().join()
                        instanceof Outcome.Refused<?> refused) {
                    complaints.add(name + " " + i + ": " + refused);
                }
                acknowledged.get(name).set(i);
                long pushed = System.nanoTime();
                pushGaps.get(name).add(pushed - begun);
                check(name, i);
                pullGaps.get(name).add(System.nanoTime() - pushed);
            } catch (CompletionException failed) {
                complaints.add(name + " " + i + ": " + failed.getCause());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void check(RepositoryName name, int blob) {
        if (member.get()
                .repositories()
                .query(name, new FindBlob(1, digest(blob)))
                .toCompletableFuture()
                .join()
                .isEmpty()) {
            complaints.add(name + " " + blob + ": acknowledged and not found");
        }
    }

    /** Everything that a client could complain about. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    int acknowledged(RepositoryName name) {
        return acknowledged.get(name).get();
    }

    List<RepositoryName> names() {
        return names;
    }

    /** Whether every client has got {@code more} pushes through since {@code before}. */
    boolean allAdvanced(Map<RepositoryName, Integer> before, int more) {
        return names.stream().allMatch(name -> acknowledged(name) >= before.getOrDefault(name, 0) + more);
    }

    Map<RepositoryName, Integer> progress() {
        return names.stream().collect(Collectors.toMap(name -> name, this::acknowledged));
    }

    List<Duration> takeLongestPushes() {
        return taken(pushGaps);
    }

    List<Duration> takeLongestPulls() {
        return taken(pullGaps);
    }

    private static List<Duration> taken(Map<RepositoryName, Gaps> gaps) {
        return new ArrayList<>(gaps.values().stream().map(Gaps::take).sorted().toList());
    }

    static Digest digest(int i) {
        return DigestAlgorithm.SHA256.digestOf(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        stopping = true;
        clients.close();
    }
}
