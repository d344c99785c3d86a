package org.shiplog.cluster.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityKindTest {
    @Test
    void listsEveryKindThereIs() throws IllegalAccessException {
        List<Object> kinds = new ArrayList<>();
        for (Field field : EntityKind.class.getFields()) {
            if (field.getType().equals(EntityKind.class)) {
                kinds.add(field.get(null));
            }
        }
        assertThat(EntityKind.ALL)
                .containsExactlyInAnyOrderElementsOf(kinds.stream()
                        .<EntityKind<?, ?, ?, ?>>map(EntityKind.class::cast)
                        .toList());
        assertThat(EntityKind.ALL.stream().map(EntityKind::name)).doesNotHaveDuplicates();
    }
}
