package org.shiplog.domain.access;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.shiplog.domain.oci.RepositoryName;

/**
 * A pattern for repositories of a project, matched against the part of their name behind the project's. A {@code *} stands for any
 * characters within a segment, {@code **} as a segment of its own for any number of segments: {@code app-*} matches {@code app-web}
 * and not {@code app-web/cache}, which {@code app-*}{@code /**} matches.
 *
 * @param pattern 1 to {@value #MAX_LENGTH} characters of repository names and {@code *}
 */
public record RepositoryGlob(String pattern) {
    public static final int MAX_LENGTH = 255;

    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9._*-]+(?:/[a-z0-9._*-]+)*");
    private static final String ANY_SEGMENTS = "**";

    public RepositoryGlob {
        if (!isGlob(pattern)) {
            throw new IllegalArgumentException("not a pattern for repositories");
        }
    }

    /** Reads untrusted text; empty when it is no pattern. */
    public static Optional<RepositoryGlob> parse(String text) {
        return isGlob(text) ? Optional.of(new RepositoryGlob(text)) : Optional.empty();
    }

    private static boolean isGlob(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }

    /** A name of a single segment belongs to no project, so that no pattern matches it. */
    public boolean matches(RepositoryName repository) {
        int slash = repository.value().indexOf('/');
        return slash >= 0
                && matches(
                        List.of(pattern.split("/")),
                        List.of(repository.value().substring(slash + 1).split("/")));
    }

    /** Goes back to the last {@code **} only: what an earlier one could take more of, the last one can take as well. */
    private static boolean matches(List<String> globs, List<String> segments) {
        int glob = 0;
        int segment = 0;
        int lastAny = -1;
        int takenByLastAny = 0;
        while (segment < segments.size()) {
            if (glob < globs.size() && globs.get(glob).equals(ANY_SEGMENTS)) {
                lastAny = glob++;
                takenByLastAny = segment;
            } else if (glob < globs.size() && matchesSegment(globs.get(glob), segments.get(segment))) {
                glob++;
                segment++;
            } else if (lastAny >= 0) {
                glob = lastAny + 1;
                segment = ++takenByLastAny;
            } else {
                return false;
            }
        }
        return globs.subList(glob, globs.size()).stream().allMatch(ANY_SEGMENTS::equals);
    }

    private static boolean matchesSegment(String glob, String segment) {
        int at = 0;
        int in = 0;
        int lastStar = -1;
        int takenByLastStar = 0;
        while (in < segment.length()) {
            if (at < glob.length() && glob.charAt(at) == '*') {
                lastStar = at++;
                takenByLastStar = in;
            } else if (at < glob.length() && glob.charAt(at) == segment.charAt(in)) {
                at++;
                in++;
            } else if (lastStar >= 0) {
                at = lastStar + 1;
                in = ++takenByLastStar;
            } else {
                return false;
            }
        }
        return glob.substring(at).chars().allMatch(c -> c == '*');
    }

    @Override
    public String toString() {
        return pattern;
    }
}
