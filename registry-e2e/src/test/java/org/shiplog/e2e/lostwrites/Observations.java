package org.shiplog.e2e.lostwrites;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.shiplog.e2e.history.Linearizability;
import org.shiplog.e2e.history.TagOperation;
import org.shiplog.e2e.lostwrites.Ledger.TagKey;

/** What the clients of a cluster asked for and got, with times. Thread-safe. */
final class Observations {
    private final Map<TagKey, Queue<TagOperation>> tags = new ConcurrentHashMap<>();
    private final Queue<Pull> pulls = new ConcurrentLinkedQueue<>();
    private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();

    /**
     * A client's way to some bytes, without repetition.
     *
     * @param problem what went wrong; empty for what was served, or rightly said to be absent
     */
    record Pull(String what, long called, long returned, Optional<String> problem) {}

    /**
     * An image on its way into the registry.
     *
     * @param repeated how many of its requests had to be sent again, each counted as often as that
     */
    record Push(String what, long called, long returned, int repeated, boolean acknowledged, String trouble) {}

    void tag(String repository, String tag, TagOperation operation) {
        tags.computeIfAbsent(new TagKey(repository, tag), _ -> new ConcurrentLinkedQueue<>())
                .add(operation);
    }

    void pulled(Pull pull) {
        pulls.add(pull);
    }

    void pushed(Push push) {
        pushes.add(push);
    }

    List<Pull> pulls() {
        return List.copyOf(pulls);
    }

    List<Push> pushes() {
        return List.copyOf(pushes);
    }

    Set<TagKey> tags() {
        return Set.copyOf(tags.keySet());
    }

    int tagOperations() {
        return tags.values().stream().mapToInt(Queue::size).sum();
    }

    /** The tags whose operations no single register could have answered so, each with its history. */
    List<String> brokenTags() {
        List<String> broken = new ArrayList<>();
        tags.forEach((key, operations) -> {
            if (!Linearizability.holds(List.copyOf(operations))) {
                broken.add(key + ": " + operations);
            }
        });
        return broken;
    }
}
