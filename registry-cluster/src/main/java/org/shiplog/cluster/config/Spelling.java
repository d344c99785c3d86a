package org.shiplog.cluster.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the name that somebody probably meant. */
final class Spelling {
    private static final int FARTHEST = 3;

    private Spelling() {}

    /** A question to put behind a complaint about an unknown name, or nothing when no known name is near. */
    static String suggestion(String unknown, Stream<String> known) {
        return known.map(name ->
                        new Guess(name, distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))))
                .filter(guess -> guess.distance <= FARTHEST)
                .min(Comparator.comparingInt(Guess::distance))
                .map(guess -> " (did you mean " + guess.name + "?)")
                .orElse("");
    }

    private record Guess(String name, int distance) {}

    /** The edit distance of Levenshtein, one row at a time. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int above = row[column];
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                row[column] = Math.min(replaced, 1 + Math.min(above, row[column - 1]));
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
