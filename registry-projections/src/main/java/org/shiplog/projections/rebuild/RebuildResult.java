package org.shiplog.projections.rebuild;

import java.util.List;

/** How a rebuild ended. */
public sealed interface RebuildResult {
    /**
     * The live tables were left as they are.
     *
     * @param events how many events the rebuilt tables stand on
     */
    record Compared(String projection, long events, List<TableDifference> tables) implements RebuildResult {
        public Compared {
            tables = List.copyOf(tables);
        }

        public boolean equal() {
            return tables.stream().allMatch(TableDifference::none);
        }
    }

    /** The rebuilt tables are the live ones now. */
    record Replaced(String projection, long events) implements RebuildResult {}

    record UnknownProjection(String asked, List<String> known) implements RebuildResult {
        public UnknownProjection {
            known = List.copyOf(known);
        }
    }

    /** Another rebuild of the same projection is under way. */
    record AlreadyRunning(String projection) implements RebuildResult {}

    /**
     * Rows of one table that are not alike.
     *
     * @param onlyLive how many rows the live table has that the rebuilt one has not; a changed row counts on both sides
     * @param examples a few of them as JSON, those of the live table first
     */
    record TableDifference(String table, long onlyLive, long onlyRebuilt, List<String> examples) {
        public TableDifference {
            examples = List.copyOf(examples);
        }

        boolean none() {
            return onlyLive == 0 && onlyRebuilt == 0;
        }
    }
}
