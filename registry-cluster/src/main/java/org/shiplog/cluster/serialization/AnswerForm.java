package org.shiplog.cluster.serialization;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query's answer: one value, an optional one, or a list.
 *
 * @param type the wire name of the value or of the list's elements; empty when there is none
 * @param value the value or list; empty when there is none
 */
record AnswerForm(Shape shape, String type, byte[] value) {
    private static final byte[] NOTHING = {};

    /** Names on the wire; never change. */
    enum Shape {
        NOTHING,
        ONE,
        EMPTY,
        PRESENT,
        LIST
    }

    static AnswerForm of(@Nullable Object answer, MessageTypes types, Cbor cbor) {
        return switch (answer) {
            case null -> new AnswerForm(Shape.NOTHING, "", NOTHING);
            case Optional<?> optional when optional.isEmpty() -> new AnswerForm(Shape.EMPTY, "", NOTHING);
            case Optional<?> optional -> {
                Object value = optional.get();
                yield new AnswerForm(Shape.PRESENT, types.nameOf(value), cbor.write(value));
            }
            case List<?> list ->
                new AnswerForm(Shape.LIST, list.isEmpty() ? "" : types.nameOf(list.getFirst()), cbor.write(list));
            default -> new AnswerForm(Shape.ONE, types.nameOf(answer), cbor.write(answer));
        };
    }

    @Nullable Object answer(MessageTypes types, Cbor cbor) {
        return switch (shape) {
            case NOTHING -> null;
            case EMPTY -> Optional.empty();
            case ONE -> cbor.read(value, cbor.type(types.formOf(type)));
            case PRESENT -> Optional.of(cbor.read(value, cbor.type(types.formOf(type))));
            case LIST -> type.isEmpty() ? List.of() : cbor.read(value, cbor.type(List.class, types.formOf(type)));
        };
    }
}
