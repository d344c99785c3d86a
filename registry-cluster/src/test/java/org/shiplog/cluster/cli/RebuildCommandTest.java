package org.shiplog.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.projections.rebuild.RebuildResult;
import org.shiplog.projections.rebuild.RebuildResult.TableDifference;
import org.shiplog.storage.postgres.EmbeddedPostgres;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildCommandTest {
    private EmbeddedPostgres postgres;

    @BeforeAll
    void start(@TempDir Path directory) {
        postgres = EmbeddedPostgres.start(directory);
    }

    @AfterAll
    void stop() {
        postgres.close();
    }

    @Test
    void rebuildsOverAWorkingDatabaseAndShowsItsProgress() {
        var run = run(
                (database, request, progress) -> {
                    try (var connection = database.getConnection()) {
                        assertThat(connection.isValid(1)).isTrue();
                    }
                    progress.accept(500);
                    return new RebuildResult.Replaced(request.projection(), 812);
                },
                "catalog");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run.err()).contains("500 events");
        assertThat(run.out()).isEqualTo("catalog was rebuilt from 812 events.\n");
    }

    @Test
    void endsWithOneAndShowsTheRowsWhenTheTablesDiffer() {
        var differing = new TableDifference("catalog_tag", 1, 2, List.of("{\"tag\":\"latest\"}"));
        var run = run(
                (_, request, _) -> {
                    assertThat(request.compare()).isTrue();
                    return new RebuildResult.Compared("catalog", 812, List.of(differing));
                },
                "catalog",
                "--compare");
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run.out())
                .contains(
                        "catalog_tag: 1 rows only in the live table, 2 only in the rebuilt one",
                        "{\"tag\":\"latest\"}");
    }

    @Test
    void saysThatTheTablesAreEqual() {
        var run = run((_, _, _) -> new RebuildResult.Compared("catalog", 812, List.of()), "catalog", "--compare");
        assertThat(run.status()).isEqualTo(ShiplogCommand.DONE);
        assertThat(run.out()).isEqualTo("catalog equals what 812 events make of it.\n");
    }

    @Test
    void namesTheProjectionsThereAreWhenAskedForAnother() {
        var run = run(
                (_, _, _) -> new RebuildResult.UnknownProjection("katalog", List.of("audit", "catalog")), "katalog");
        assertThat(run.status()).isEqualTo(ShiplogCommand.UNUSABLE);
        assertThat(run.err()).contains("There is no projection katalog. There are: audit, catalog");
    }

    @Test
    void refusesASecondRebuildAtTheSameTime() {
        var run = run((_, _, _) -> new RebuildResult.AlreadyRunning("catalog"), "catalog");
        assertThat(run.status()).isEqualTo(ShiplogCommand.FAILED);
        assertThat(run.err()).contains("Another rebuild of catalog is under way");
    }

    private CommandRun run(ProjectionRebuilder rebuilder, String... arguments) {
        var line = new ArrayList<>(List.of("projections", "rebuild"));
        line.addAll(List.of(arguments));
        var actions = new ShiplogCommand.Actions(
                CommandRun.NOTHING.node(), rebuilder, CommandRun.NOTHING.verifier(), CommandRun.NOTHING.blobs());
        var environment = Map.of("SHIPLOG_DATABASE_URL", postgres.jdbcUrl());
        return CommandRun.of(environment, actions, line.toArray(String[]::new));
    }
}
