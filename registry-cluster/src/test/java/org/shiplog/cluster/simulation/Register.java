package org.shiplog.cluster.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Checks while it goes on whether a history of one register is linearizable: whether each operation can have taken effect at one
 * moment between its call and its return. One whose outcome nobody knows may take effect at any time after its call, or never.
 *
 * <p>Kept are all the ways in which the history can be explained so far: the value, and those operations that must have taken
 * effect although they have not returned. When one returns, the ways that do not explain its result are dropped.
 */
final class Register {
    /** The value of a register that nothing was written to, or what was is deleted. */
    static final String NOTHING = "";

    private static final int MOST_WAYS = 2_000;

    private final String name;
    private final Map<Integer, Operation> open = new LinkedHashMap<>();
    private final Map<Integer, Integer> repeated = new HashMap<>();
    private final Set<Integer> unheard = new HashSet<>();
    private Set<Way> ways = Set.of(new Way(NOTHING, Map.of()));
    private int operations;
    private boolean undecided;

    Register(String name) {
        this.name = name;
    }

    /** What an operation may do to a register that has the given value. */
    interface Operation extends Function<String, List<Effect>> {}

    record Effect(String value, String result) {}

    /** @param effective by operation: its result, for those that took effect before their return */
    private record Way(String value, Map<Integer, String> effective) {}

    int call(Operation operation) {
        open.put(++operations, operation);
        return operations;
    }

    /** Calls an operation whose outcome nobody will hear. */
    void callUnheard(Operation operation) {
        unheard.add(call(operation));
    }

    /** Nobody will hear the operation's outcome. */
    void unheard(int operation) {
        unheard.add(operation);
    }

    /**
     * The operation is repeated, since nobody heard of its outcome. It may still take effect, too; if it did before the
     * repetition does, that one may have no effect any more, and the same result.
     */
    int again(int operation) {
        unheard.add(operation);
        int repetition = call(open.get(operation));
        repeated.put(repetition, operation);
        return repetition;
    }

    /** @throws Violation when nothing explains the result */
    void returned(int operation, String result) {
        if (!undecided) {
            Set<Way> left = explain(operation, result);
            Violation.unless(
                    undecided || !left.isEmpty(),
                    name + ": no order of what was done explains the result \"" + result + '"');
            ways = left;
        }
        open.remove(operation);
    }

    private Set<Way> explain(int operation, String result) {
        Set<Way> left = new LinkedHashSet<>();
        Set<Way> known = new LinkedHashSet<>(ways);
        Deque<Way> toLookAt = new ArrayDeque<>(ways);
        while (!toLookAt.isEmpty()) {
            Way way = toLookAt.remove();
            String already = way.effective().get(operation);
            if (already == null) {
                for (Map.Entry<Integer, Operation> next : open.entrySet()) {
                    for (Way further : further(way, next.getKey(), next.getValue())) {
                        if (known.add(further)) {
                            toLookAt.add(further);
                        }
                    }
                }
            } else if (already.equals(result)) {
                left.add(without(way, operation));
            }
            if (known.size() > MOST_WAYS) {
                undecided = true;
                return left;
            }
        }
        return left;
    }

    private List<Way> further(Way way, int number, Operation operation) {
        if (way.effective().containsKey(number)) {
            return List.of();
        }
        List<Way> further = new ArrayList<>();
        for (Effect effect : operation.apply(way.value())) {
            // What nobody hears of and changes nothing explains nothing.
            if (!unheard.contains(number)) {
                further.add(with(way, number, effect));
            } else if (!effect.value().equals(way.value())) {
                further.add(with(way, number, new Effect(effect.value(), "")));
            }
        }
        if (tookEffectBefore(way, number)) {
            further.add(with(way, number, new Effect(way.value(), Operations.DONE)));
        }
        return further;
    }

    private boolean tookEffectBefore(Way way, int operation) {
        Integer earlier = repeated.get(operation);
        return earlier != null && (way.effective().containsKey(earlier) || tookEffectBefore(way, earlier));
    }

    private static Way with(Way way, int operation, Effect effect) {
        Map<Integer, String> effective = new TreeMap<>(way.effective());
        effective.put(operation, effect.result());
        return new Way(effect.value(), effective);
    }

    private static Way without(Way way, int operation) {
        Map<Integer, String> effective = new TreeMap<>(way.effective());
        effective.remove(operation);
        return new Way(way.value(), effective);
    }

    /** The operation had no effect, or was a read whose result nobody heard. */
    void forget(int operation) {
        open.remove(operation);
        Set<Way> left = new LinkedHashSet<>();
        ways.forEach(way -> left.add(without(way, operation)));
        ways = left;
    }

    /** Whether there were too many ways to look at, so that nothing is checked any more. */
    boolean isUndecided() {
        return undecided;
    }
}
