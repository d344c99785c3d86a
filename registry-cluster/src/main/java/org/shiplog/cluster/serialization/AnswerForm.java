package org.shiplog.cluster.serialization;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query's answer: one value, an optional one, or a list.
 *
 * @param type the wire name of the value or of the list's elements; empty when there is none
 * @param value the value or list; empty when there is none
 */
record AnswerForm(Shape shape, String type, ByteBuffer value) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

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
            case null -> new AnswerForm(Shape.NOTHING, "", NOTHING.duplicate());
            case Optional<?> optional when optional.isEmpty() -> new AnswerForm(Shape.EMPTY, "", NOTHING.duplicate());
            case Optional<?> optional -> {
                Object value = optional.get();
                yield new AnswerForm(Shape.PRESENT, types.nameOf(value), cbor.pack(value));
            }
            case List<?> list ->
                new AnswerForm(Shape.LIST, list.isEmpty() ? "" : types.nameOf(list.getFirst()), cbor.pack(list));
            default -> new AnswerForm(Shape.ONE, types.nameOf(answer), cbor.pack(answer));
        };
    }

    @Nullable
    Object answer(MessageTypes types, Cbor cbor) {
        return switch (shape) {
            case NOTHING -> null;
            case EMPTY -> Optional.empty();
            case ONE -> cbor.unpack(value, cbor.type(types.formOf(type)));
            case PRESENT -> Optional.of(cbor.unpack(value, cbor.type(types.formOf(type))));
            case LIST -> type.isEmpty() ? List.of() : cbor.unpack(value, cbor.type(List.class, types.formOf(type)));
        };
    }
}
