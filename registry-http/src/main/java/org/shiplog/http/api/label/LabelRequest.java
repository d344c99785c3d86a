package org.shiplog.http.api.label;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.shiplog.domain.label.Label;
import org.shiplog.http.api.json.Fields;

/**
 * The body of a label's creation or change.
 *
 * @param scope {@code g} for the whole registry, {@code p} for a project; empty when the body does not say
 * @param projectId 0 when the body does not say
 */
record LabelRequest(String name, String description, String color, Optional<Character> scope, long projectId) {
    static final char REGISTRY = 'g';
    static final char PROJECT = 'p';

    private static final Set<String> KNOWN = Set.of(
            "id", "name", "description", "color", "scope", "project_id", "creation_time", "update_time", "deleted");
    private static final int MAX_WORD_LENGTH = 64;
    private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");

    static LabelRequest of(Fields fields) throws Fields.Unfit {
        fields.only(KNOWN);
        String name = fields.text("name", Label.MAX_NAME_LENGTH).orElse("");
        if (name.isBlank()) {
            throw new Fields.Unfit("a label's name must have 1 to " + Label.MAX_NAME_LENGTH + " characters");
        }
        String color = fields.text("color", MAX_WORD_LENGTH).orElse("");
        if (!color.isEmpty() && !COLOR.matcher(color).matches()) {
            throw new Fields.Unfit("color must be of the form #RRGGBB");
        }
        Optional<String> scope = fields.text("scope", MAX_WORD_LENGTH).filter(text -> !text.isEmpty());
        return new LabelRequest(
                name,
                fields.text("description", Label.MAX_DESCRIPTION_LENGTH).orElse(""),
                color,
                scope.isPresent() ? Optional.of(scope(scope.get())) : Optional.empty(),
                fields.number("project_id").orElse(0L));
    }

    static char scope(String text) throws Fields.Unfit {
        if (text.length() == 1 && (text.charAt(0) == REGISTRY || text.charAt(0) == PROJECT)) {
            return text.charAt(0);
        }
        throw new Fields.Unfit("scope must be g or p");
    }

    Label label(long labelId) {
        return new Label(labelId, name, description, color);
    }
}
