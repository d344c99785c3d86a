package org.shiplog.domain.label;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.collection.PersistentMap;

/** The labels of one scope: those of the whole registry, or of one project. */
public record Labels(PersistentMap<Long, Label> byId) {
    static final Labels NONE = new Labels(PersistentMap.empty());

    private @Nullable Label named(String name) {
        Label[] found = new Label[1];
        byId.forEach((_, label) -> {
            if (label.name().equals(name)) {
                found[0] = label;
            }
        });
        return found[0];
    }

    public sealed interface LabelCommand {
        record CreateLabel(Label label) implements LabelCommand {}

        record ChangeLabel(Label label) implements LabelCommand {}

        record DeleteLabel(long labelId) implements LabelCommand {}
    }

    public sealed interface LabelEvent {
        record LabelCreated(Label label) implements LabelEvent {}

        record LabelChanged(Label from, Label to) implements LabelEvent {}

        record LabelDeleted(Label label) implements LabelEvent {}
    }

    public sealed interface LabelRefusal {
        record LabelExists(long labelId) implements LabelRefusal {}

        record LabelUnknown() implements LabelRefusal {}

        record TooManyLabels(int limit) implements LabelRefusal {}
    }

    /** The label of that id. */
    public record FindLabel(long labelId) implements Query<Labels, Optional<Label>> {
        @Override
        public Optional<Label> answer(Labels labels) {
            return Optional.ofNullable(labels.byId().get(labelId));
        }
    }

    public static final class Rules implements Aggregate<Labels, LabelCommand, LabelEvent, LabelRefusal> {
        static final int MAX_LABELS = 1_000;

        @Override
        public Labels initial() {
            return NONE;
        }

        @Override
        public Decision<LabelEvent, LabelRefusal> decide(Labels labels, LabelCommand command) {
            return switch (command) {
                case LabelCommand.CreateLabel(Label label) -> create(labels, label);
                case LabelCommand.ChangeLabel(Label label) ->
                    change(labels, labels.byId().get(label.labelId()), label);
                case LabelCommand.DeleteLabel(long labelId) ->
                    delete(labels.byId().get(labelId));
            };
        }

        private static Decision<LabelEvent, LabelRefusal> create(Labels labels, Label label) {
            @Nullable Label taken = labels.named(label.name());
            if (taken != null) {
                return Decision.refuse(new LabelRefusal.LabelExists(taken.labelId()));
            }
            return labels.byId().size() >= MAX_LABELS
                    ? Decision.refuse(new LabelRefusal.TooManyLabels(MAX_LABELS))
                    : Decision.accept(new LabelEvent.LabelCreated(label));
        }

        private static Decision<LabelEvent, LabelRefusal> change(Labels labels, @Nullable Label before, Label label) {
            if (before == null) {
                return Decision.refuse(new LabelRefusal.LabelUnknown());
            }
            @Nullable Label taken = labels.named(label.name());
            if (taken != null && taken.labelId() != label.labelId()) {
                return Decision.refuse(new LabelRefusal.LabelExists(taken.labelId()));
            }
            return before.equals(label)
                    ? Decision.accept()
                    : Decision.accept(new LabelEvent.LabelChanged(before, label));
        }

        private static Decision<LabelEvent, LabelRefusal> delete(@Nullable Label label) {
            return label == null
                    ? Decision.refuse(new LabelRefusal.LabelUnknown())
                    : Decision.accept(new LabelEvent.LabelDeleted(label));
        }

        @Override
        public Labels evolve(Labels labels, LabelEvent event) {
            return switch (event) {
                case LabelEvent.LabelCreated(Label label) ->
                    new Labels(labels.byId().put(label.labelId(), label));
                case LabelEvent.LabelChanged changed ->
                    new Labels(labels.byId().put(changed.to().labelId(), changed.to()));
                case LabelEvent.LabelDeleted(Label label) ->
                    new Labels(labels.byId().remove(label.labelId()));
            };
        }
    }
}
