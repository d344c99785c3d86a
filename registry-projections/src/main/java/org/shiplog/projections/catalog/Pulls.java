package org.shiplog.projections.catalog;

/** What is known of the pulls of a row of the catalogue. */
final class Pulls {
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
}
