package org.shiplog.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.http.route.Action;

/**
 * What a registry token is asked for, or good for.
 *
 * @param registry operations on the registry as a whole, such as its catalog
 */
record TokenScope(Map<RepositoryName, Set<Action>> repositories, boolean registry) {
    /** More are not looked at. */
    static final int MAX_SCOPES = 100;

    /** Beyond so many characters of repository names a token would no longer fit into a header. */
    private static final int MAX_NAMES_LENGTH = 4_096;

    private static final int MAX_SCOPE_LENGTH = 512;
    private static final String REPOSITORY = "repository";
    private static final String REGISTRY = "registry";
    private static final String CATALOG = "catalog";
    private static final String EVERYTHING = "*";

    TokenScope {
        repositories = Map.copyOf(repositories);
    }

    /**
     * Reads {@code type:name:action,action}, several in one parameter divided by spaces. What is malformed or unknown is
     * passed over, since granting less than was asked for is no error.
     */
    static TokenScope parse(List<String> parameters) {
        Map<RepositoryName, Set<Action>> repositories = new HashMap<>();
        boolean registry = false;
        int namesLength = 0;
        List<String> scopes = parameters.stream()
                .flatMap(parameter -> List.of(parameter.split(" ")).stream())
                .limit(MAX_SCOPES)
                .toList();
        for (String scope : scopes) {
            int first = scope.indexOf(':');
            int last = scope.lastIndexOf(':');
            if (first < 0 || first == last || scope.length() > MAX_SCOPE_LENGTH) {
                continue;
            }
            String type = withoutClass(scope.substring(0, first));
            String name = scope.substring(first + 1, last);
            List<String> actions = List.of(scope.substring(last + 1).split(","));
            Optional<RepositoryName> repository =
                    type.equals(REPOSITORY) ? RepositoryName.parse(name) : Optional.empty();
            if (repository.isPresent()) {
                namesLength += repositories.containsKey(repository.get()) ? 0 : name.length();
                if (namesLength <= MAX_NAMES_LENGTH) {
                    repositories
                            .computeIfAbsent(repository.get(), _ -> EnumSet.noneOf(Action.class))
                            .addAll(actions(actions));
                }
            } else if (type.equals(REGISTRY) && name.equals(CATALOG) && actions.contains(EVERYTHING)) {
                registry = true;
            }
        }
        return new TokenScope(repositories, registry);
    }

    /** The {@code access} claim, in the order of the names. */
    void writeTo(ArrayNode access) {
        new TreeMap<>(repositories).forEach((name, actions) -> {
            if (!actions.isEmpty()) {
                ArrayNode list = entry(access, REPOSITORY, name.value());
                actions.stream()
                        .sorted(Comparator.naturalOrder())
                        .map(Action::scope)
                        .distinct()
                        .forEach(list::add);
            }
        });
        if (registry) {
            entry(access, REGISTRY, CATALOG).add(EVERYTHING);
        }
    }

    /** Reads the claim back; only from tokens whose signature was checked. */
    static TokenScope read(JsonNode access) {
        Map<RepositoryName, Set<Action>> repositories = new HashMap<>();
        boolean registry = false;
        for (JsonNode entry : access) {
            String name = entry.path("name").asText();
            if (entry.path("type").asText().equals(REPOSITORY)) {
                Set<Action> actions = EnumSet.noneOf(Action.class);
                entry.path("actions").forEach(action -> actions.addAll(actions(action.asText())));
                RepositoryName.parse(name).ifPresent(repository -> repositories.put(repository, actions));
            } else {
                registry |= name.equals(CATALOG);
            }
        }
        return new TokenScope(repositories, registry);
    }

    private static ArrayNode entry(ArrayNode access, String type, String name) {
        ObjectNode entry = access.addObject().put("type", type).put("name", name);
        return entry.putArray("actions");
    }

    /** Old clients write {@code repository(plugin)}. */
    private static String withoutClass(String type) {
        int parenthesis = type.indexOf('(');
        return parenthesis < 0 ? type : type.substring(0, parenthesis);
    }

    private static Set<Action> actions(List<String> names) {
        if (names.contains(EVERYTHING)) {
            return EnumSet.allOf(Action.class);
        }
        Set<Action> actions = EnumSet.noneOf(Action.class);
        names.forEach(name -> actions.addAll(actions(name)));
        return actions;
    }

    /** A word may stand for several: who may only push new tags asks for what everybody asks for who pushes. */
    private static Set<Action> actions(String word) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (action.scope().equals(word)) {
                actions.add(action);
            }
        }
        return actions;
    }
}
