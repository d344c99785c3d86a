package org.shiplog.projections.catalog;

import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.SqlText;

/** What is known of the pulls of a row of the catalogue. */
final class Pulls {
    static final String KEY = "pull_time";

    /** When a row was last pulled, where its pulls are joined. */
    static final String JOINED = "pulled.pulled_at";

    private Pulls() {}

    /**
     * The pulls of the repository as it is now; those of an earlier one of its name do not count.
     *
     * @param column {@code pulls} or {@code pulled_at}
     * @param kind {@code repository}, {@code artifact} or {@code tag}
     * @param repository the expression for its name
     * @param name the expression for the artifact's digest or the tag
     */
    // Index: the primary keys of pull_total and catalog_repository.
    static String of(String column, String kind, String repository, String name) {
        return """
            (SELECT total.%s FROM pull_total AS total
             JOIN catalog_repository AS held ON held.name = total.repository AND held.generation = total.generation
             WHERE total.repository = %s AND total.kind = '%s' AND total.name = %s)
            """.formatted(column, repository, kind, name);
    }

    /** Whether a list is narrowed down or sorted by when its rows were last pulled. */
    static boolean asked(ListQuery list) {
        return list.terms().stream().anyMatch(term -> term.key().equals(KEY))
                || list.order().stream().anyMatch(key -> key.key().equals(KEY));
    }

    /**
     * Joins the pulls of all that the repository holds, as {@code pulled}: for lists that go through all of it, where looking up each
     * row's takes ten times as long.
     *
     * @param name as above
     */
    // Indexes: as above.
    static SqlText joined(String kind, RepositoryName repository, String name) {
        return SqlText.of("""
             LEFT JOIN (SELECT total.name, total.pulled_at FROM pull_total AS total
                        JOIN catalog_repository AS held
                          ON held.name = total.repository AND held.generation = total.generation
                        WHERE total.repository = ? AND total.kind = '%s') AS pulled ON pulled.name = %s
            """.formatted(kind, name), repository.value());
    }
}
