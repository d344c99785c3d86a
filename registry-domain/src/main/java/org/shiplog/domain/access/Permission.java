package org.shiplog.domain.access;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One thing that may be done to one kind of resource, {@code repository:push}.
 *
 * @param resource a kind of resource in Harbor's words, lower-case letters and dashes, at most 64
 * @param action what is done to it, likewise
 */
public record Permission(String resource, String action) implements Comparable<Permission> {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{0,63}");
    private static final Comparator<Permission> ORDER =
            Comparator.comparing(Permission::resource).thenComparing(Permission::action);

    public static final Permission READ_PROJECT = new Permission("project", "read");
    public static final Permission PULL = new Permission("repository", "pull");

    /** To push content and to move tags. */
    public static final Permission PUSH = new Permission("repository", "push");

    /** To push content under tags that the repository does not have yet. Not one of Harbor's; who may push has it, too. */
    public static final Permission PUSH_NEW_TAG = new Permission("repository", "push-new-tag");

    public static final Permission DELETE = new Permission("repository", "delete");

    public static final Permission DESCRIBE_REPOSITORY = new Permission("repository", "update");
    public static final Permission ADD_LABEL = new Permission("artifact-label", "create");
    public static final Permission REMOVE_LABEL = new Permission("artifact-label", "delete");

    public Permission {
        if (!WORD.matcher(resource).matches() || !WORD.matcher(action).matches()) {
            throw new IllegalArgumentException("not a permission");
        }
    }

    /** Reads untrusted text; empty when it has not the form of a permission. */
    public static Optional<Permission> parse(String resource, String action) {
        return WORD.matcher(resource).matches() && WORD.matcher(action).matches()
                ? Optional.of(new Permission(resource, action))
                : Optional.empty();
    }

    /** Reads the text form back. */
    public static Permission of(String text) {
        int colon = text.indexOf(':');
        return new Permission(text.substring(0, Math.max(0, colon)), text.substring(colon + 1));
    }

    /** Permissions as they are listed, {@code label:create,read}. */
    static Stream<Permission> listed(String text) {
        int colon = text.indexOf(':');
        String resource = text.substring(0, colon);
        return Arrays.stream(text.substring(colon + 1).split(",")).map(action -> new Permission(resource, action));
    }

    /** Whether it is about what a repository holds, so that it can be limited to some of a project's repositories. */
    public boolean concernsRepositories() {
        return REPOSITORY_RESOURCES.contains(resource);
    }

    private static final Set<String> REPOSITORY_RESOURCES =
            Set.of("repository", "artifact", "artifact-addition", "artifact-label", "tag", "accessory", "scan", "sbom");

    @Override
    public int compareTo(Permission other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return resource + ":" + action;
    }
}
