package org.shiplog.domain.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.collection.PersistentMap;

/**
 * Every group. One aggregate, because no two may share a name and all of a user's are asked for at once; groups are few, and change
 * seldom.
 *
 * @param byKey the ids by what no two groups share
 */
public record UserGroups(PersistentMap<Long, UserGroup> byId, PersistentMap<String, Long> byKey) {
    static final UserGroups NONE = new UserGroups(PersistentMap.empty(), PersistentMap.empty());

    UserGroups with(UserGroup group) {
        return new UserGroups(byId.put(group.groupId(), group), byKey.put(group.key(), group.groupId()));
    }

    UserGroups without(UserGroup group) {
        return new UserGroups(byId.remove(group.groupId()), byKey.remove(group.key()));
    }

    /** The group of that id. */
    public record FindGroup(long groupId) implements Query<UserGroups, Optional<UserGroup>> {
        @Override
        public Optional<UserGroup> answer(UserGroups groups) {
            return Optional.ofNullable(groups.byId().get(groupId));
        }
    }

    /** The group of that kind with that name, or distinguished name for a directory's. */
    public record FindGroupNamed(UserGroup.Kind kind, String name) implements Query<UserGroups, Optional<UserGroup>> {
        @Override
        public Optional<UserGroup> answer(UserGroups groups) {
            return Optional.ofNullable(groups.byKey().get(UserGroup.key(kind, name)))
                    .flatMap(id -> Optional.ofNullable(groups.byId().get(id)));
        }
    }

    /**
     * The ids of the groups of that kind with those names, or distinguished names for a directory's; unknown ones are passed over.
     *
     * @param names at most {@value #MAX_NAMES}
     */
    public record FindGroups(UserGroup.Kind kind, List<String> names) implements Query<UserGroups, List<Long>> {
        public static final int MAX_NAMES = 1_000;

        public FindGroups {
            if (names.size() > MAX_NAMES) {
                throw new IllegalArgumentException("more than " + MAX_NAMES + " groups");
            }
            names = List.copyOf(names);
        }

        @Override
        public List<Long> answer(UserGroups groups) {
            return names.stream()
                    .flatMap(name -> Optional.ofNullable(groups.byKey().get(UserGroup.key(kind, name))).stream())
                    .toList();
        }
    }

    /**
     * A page of the groups in order of their ids, and how many there are.
     *
     * @param part of the name, in any case of letters; empty for all
     * @param limit at most {@value #MAX_LIMIT}
     */
    public record ListGroups(Optional<UserGroup.Kind> kind, String part, long offset, int limit)
            implements Query<UserGroups, GroupPage> {
        public static final int MAX_LIMIT = 100;

        @Override
        public GroupPage answer(UserGroups groups) {
            List<UserGroup> all = new ArrayList<>();
            groups.byId().forEach((_, group) -> all.add(group));
            List<UserGroup> found = all.stream().filter(this::matches).toList();
            Stream<UserGroup> page = found.stream().skip(offset).limit(Math.min(limit, MAX_LIMIT));
            return new GroupPage(page.toList(), found.size());
        }

        private boolean matches(UserGroup group) {
            return kind.map(asked -> asked == group.kind()).orElse(true)
                    && group.name().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
        }
    }

    public record GroupPage(List<UserGroup> groups, long total) {
        public GroupPage {
            groups = List.copyOf(groups);
        }
    }
}
