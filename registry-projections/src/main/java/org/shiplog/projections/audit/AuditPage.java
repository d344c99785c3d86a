package org.shiplog.projections.audit;

import java.util.List;
import java.util.Optional;
import org.shiplog.projections.query.ListQuery.Term;

/**
 * What part of the log is asked for, from a place in it on. Unlike by numbers of pages, one reads on at the same cost wherever one is.
 *
 * @param terms which acts; all terms must hold
 * @param after empty for the beginning
 * @param newestFirst whether the beginning is now
 * @param limit 1 to {@value #MAX_LIMIT}
 */
public record AuditPage(List<Term> terms, Optional<AuditCursor> after, boolean newestFirst, int limit) {
    public static final int MAX_LIMIT = 1_000;

    public AuditPage {
        terms = List.copyOf(terms);
    }

    public AuditPage after(AuditCursor cursor) {
        return new AuditPage(terms, Optional.of(cursor), newestFirst, limit);
    }

    /** What was found. */
    public sealed interface Found {
        /** @param next where to read on; empty at the end */
        record Rows(List<AuditRow> rows, Optional<AuditCursor> next) implements Found {
            public Rows {
                rows = List.copyOf(rows);
            }
        }

        /** A value of a term does not fit its key (status 400). */
        record Misfit(String message) implements Found {}
    }

    /** Cuts rows in the page's order, of which there is one more than the page holds if there are more. */
    public Found.Rows cut(List<AuditRow> rows) {
        return rows.size() <= limit
                ? new Found.Rows(rows, Optional.empty())
                : new Found.Rows(rows.subList(0, limit), Optional.of(AuditCursor.behind(rows.get(limit - 1))));
    }
}
