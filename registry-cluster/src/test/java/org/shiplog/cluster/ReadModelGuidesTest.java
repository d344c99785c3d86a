package org.shiplog.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.shiplog.projections.readmodel.ReadModel;

/** Whether what the documentation says of all read models is still said of all of them. */
class ReadModelGuidesTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void aRestoreFromADumpEmptiesTheTablesOfEveryReadModel() throws IOException {
        String guide = Files.readString(DOCS.resolve("operations/backup.md"));
        String emptied = Pattern.compile("TRUNCATE ([a-z_, \\n]+);")
                .matcher(guide)
                .results()
                .map(tables -> tables.group(1))
                .reduce("", (before, more) -> before + ", " + more);
        for (ReadModel model : NodeReadSide.ALL) {
            assertThat(emptied.split(",\\s*")).as(model.name()).containsAll(model.tables());
        }
    }

    @Test
    void everyReadModelCanBeFoundByItsName() throws IOException {
        String guide = Files.readString(DOCS.resolve("guides/projections.md"));
        String architecture = Files.readString(DOCS.resolve("architecture/read-side.md"));
        for (ReadModel model : NodeReadSide.ALL) {
            assertThat(guide).contains("`" + model.name() + "`");
            assertThat(architecture).contains("`" + model.name() + "`").contains(model.tables());
        }
    }
}
