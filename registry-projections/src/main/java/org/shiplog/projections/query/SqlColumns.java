package org.shiplog.projections.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.query.Criterion.AllOf;
import org.shiplog.projections.query.Criterion.AnyOf;
import org.shiplog.projections.query.Criterion.Exact;
import org.shiplog.projections.query.Criterion.Fuzzy;
import org.shiplog.projections.query.Criterion.Range;
import org.shiplog.projections.query.ListQuery.SortKey;
import org.shiplog.projections.query.ListQuery.Term;

/**
 * The keys by which one list can be filtered and sorted. SQL is made only of the expressions given here; values of the request
 * are bound as parameters. Unknown keys are passed over, as Harbor does.
 */
public final class SqlColumns {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final String tieBreak;

    /** @param equal the condition that the expression is equal to a value, its {@code ?} */
    private record Column(String expression, ColumnType type, String equal) {}

    /** Leaves the building of a condition when a value does not fit; becomes a value before it leaves this class. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String key, String value, ColumnType type) {
            super("\"" + value + "\" is no " + type.description() + ", which " + key + " needs", null, false, false);
        }
    }

    /** @param tieBreak what makes any order a total one, such as {@code id DESC} */
    public SqlColumns(String tieBreak) {
        this.tieBreak = tieBreak;
    }

    /** Allows a key. The expression becomes part of statements, so it must be a constant of the program. */
    public SqlColumns with(String key, String expression, ColumnType type) {
        return with(key, expression, type, expression + " = ?");
    }

    /**
     * Allows a key and says in which words it is asked for one value, such that an index answers.
     *
     * @param equal a constant of the program, too, with a {@code ?} for the value
     */
    public SqlColumns with(String key, String expression, ColumnType type, String equal) {
        columns.put(key, new Column(expression, type, equal));
        return this;
    }

    /** A condition for rows, or why a value does not fit its column. */
    public sealed interface Where {
        record Condition(SqlText condition) implements Where {}

        record Misfit(String message) implements Where {}
    }

    /** The condition that all terms hold. */
    public Where where(List<Term> terms) {
        try {
            SqlText condition = SqlText.of("true");
            for (Term term : terms) {
                @Nullable Column column = columns.get(term.key());
                if (column != null) {
                    condition = condition.and(condition(term, column));
                }
            }
            return new Where.Condition(condition);
        } catch (Unfit unfit) {
            return new Where.Misfit(String.valueOf(unfit.getMessage()));
        }
    }

    /** One of the expressions that rows are sorted by. */
    public record Ordering(String expression, boolean descending) {
        public Ordering reversed() {
            return new Ordering(expression, !descending);
        }

        public String sql() {
            return expression + (descending ? " DESC" : " ASC");
        }
    }

    /** What those of the keys stand for that are known. */
    public List<Ordering> orderings(List<SortKey> order) {
        List<Ordering> orderings = new ArrayList<>();
        for (SortKey key : order) {
            @Nullable Column column = columns.get(key.key());
            if (column != null) {
                orderings.add(new Ordering(column.expression(), key.descending()));
            }
        }
        return orderings;
    }

    /** What to order by; {@code otherwise} when no known key was asked for. */
    public SqlText orderBy(List<SortKey> order, String otherwise) {
        List<String> keys =
                new ArrayList<>(orderings(order).stream().map(Ordering::sql).toList());
        if (keys.isEmpty()) {
            keys.add(otherwise);
        }
        keys.add(tieBreak);
        return SqlText.of(String.join(", ", keys));
    }

    private static SqlText condition(Term term, Column column) throws Unfit {
        return switch (term.criterion()) {
            case Exact exact -> equal(term, column, exact.value());
            case Fuzzy fuzzy -> contains(term, column, fuzzy.part());
            case Range range -> between(term, column, range);
            case AnyOf any -> {
                SqlText either = equal(term, column, any.values().getFirst());
                for (String value : any.values().subList(1, any.values().size())) {
                    either = either.or(equal(term, column, value));
                }
                yield either;
            }
            case AllOf all -> {
                SqlText every = SqlText.of("true");
                for (String value : all.values()) {
                    every = every.and(equal(term, column, value));
                }
                yield every;
            }
        };
    }

    private static SqlText between(Term term, Column column, Range range) throws Unfit {
        SqlText condition = SqlText.of("true");
        Optional<String> min = range.min();
        if (min.isPresent()) {
            condition = condition.and(compare(term, column, ">=", min.get()));
        }
        Optional<String> max = range.max();
        return max.isPresent() ? condition.and(compare(term, column, "<=", max.get())) : condition;
    }

    private static SqlText contains(Term term, Column column, String part) throws Unfit {
        if (column.type() != ColumnType.TEXT) {
            throw new Unfit(term.key(), "~" + part, column.type());
        }
        return SqlText.of(column.expression() + " ILIKE ?", containing(part));
    }

    /** The LIKE pattern of everything that contains the text as it stands. */
    public static String containing(String part) {
        return "%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static SqlText equal(Term term, Column column, String text) throws Unfit {
        return SqlText.of(column.equal(), value(term, column, text));
    }

    private static SqlText compare(Term term, Column column, String operator, String text) throws Unfit {
        return SqlText.of(column.expression() + " " + operator + " ?", value(term, column, text));
    }

    private static Object value(Term term, Column column, String text) throws Unfit {
        return column.type().read(text).orElseThrow(() -> new Unfit(term.key(), text, column.type()));
    }
}
