package org.shiplog.domain.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whom a request acts as. */
public sealed interface Principal {
    /** The id under which acts of this principal are recorded: a user's name, or a robot's with a prefix. */
    String id();

    /** A caller without credentials. */
    record Anonymous() implements Principal {
        @Override
        public String id() {
            return "anonymous";
        }
    }

    /** Somebody or something that proved who it is. */
    sealed interface Authenticated extends Principal {}

    /**
     * A user.
     *
     * @param userId never given to another user of the same name
     * @param groups the ids of the groups that the user is in
     */
    record Person(long userId, String id, boolean systemAdmin, Set<Long> groups) implements Authenticated {
        public Person {
            groups = Set.copyOf(groups);
        }
    }

    /**
     * A robot account.
     *
     * @param robotId never given to another robot of the same name
     * @param id the name with which it logs in
     * @param name that name without its prefix, which can be changed
     * @param project the id of the project that it belongs to; empty for one of the whole registry
     */
    record Machine(long robotId, String id, RobotName name, Optional<Long> project, List<RobotPermission> permissions)
            implements Authenticated {
        public Machine {
            permissions = List.copyOf(permissions);
        }
    }

    /** Whoever can read the settings and write the database of a node, and asks it for something by a command on its machine. */
    record Operator() implements Authenticated {
        @Override
        public String id() {
            return "operator";
        }
    }

    /** The registry itself, acting for nobody. */
    record Registry() implements Principal {
        @Override
        public String id() {
            return "shiplog";
        }
    }

    /** Whether acts of somebody with the name could be taken for those of nobody in particular. */
    static boolean isReserved(String name) {
        return Stream.of(new Anonymous(), new Operator(), new Registry())
                .map(Principal::id)
                .anyMatch(name::equals);
    }

    /** Whether this is an administrator of the whole registry. */
    default boolean administersSystem() {
        return switch (this) {
            case Person person -> person.systemAdmin();
            case Operator _, Registry _ -> true;
            case Machine _, Anonymous _ -> false;
        };
    }
}
