package org.shiplog.projections.query;

import java.util.List;
import java.util.Optional;

/** What a list's rows must have in one key, as the {@code q} parameter says it. Values are text until a column gives them a type. */
public sealed interface Criterion {
    /** {@code k=v} */
    record Exact(String value) implements Criterion {}

    /** {@code k=~v}: contains it, in any case of letters. */
    record Fuzzy(String part) implements Criterion {}

    /** {@code k=[min~max]}, both included; at least one is there. */
    record Range(Optional<String> min, Optional<String> max) implements Criterion {}

    /** {@code k={a b c}} */
    record AnyOf(List<String> values) implements Criterion {
        public AnyOf {
            values = List.copyOf(values);
        }
    }

    /** {@code k=(a b c)} */
    record AllOf(List<String> values) implements Criterion {
        public AllOf {
            values = List.copyOf(values);
        }
    }
}
