package org.shiplog.http.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the value of a setting may be. Values are kept as text. */
public sealed interface SettingType {
    /** Whether the text is a value. */
    boolean accepts(String text);

    /** What is accepted, for people. */
    String description();

    record Flag() implements SettingType {
        @Override
        public boolean accepts(String text) {
            return text.equals("true") || text.equals("false");
        }

        @Override
        public String description() {
            return "true or false";
        }
    }

    /** @param unlimited whether -1 is accepted besides */
    record Number(long min, long max, boolean unlimited) implements SettingType {
        @Override
        public boolean accepts(String text) {
            OptionalLong value = parse(text);
            return value.isPresent()
                    && ((value.getAsLong() >= min && value.getAsLong() <= max)
                            || (unlimited && value.getAsLong() == -1));
        }

        private static OptionalLong parse(String text) {
            try {
                return OptionalLong.of(Long.parseLong(text));
            } catch (NumberFormatException _) {
                return OptionalLong.empty();
            }
        }

        @Override
        public String description() {
            return "a number from " + min + " to " + max + (unlimited ? ", or -1" : "");
        }
    }

    /** One of some words. */
    record Choice(Set<String> words) implements SettingType {
        public Choice {
            words = Set.copyOf(words);
        }

        @Override
        public boolean accepts(String text) {
            return words.contains(text);
        }

        @Override
        public String description() {
            return "one of " + words.stream().sorted().toList();
        }
    }

    /** @param empty whether nothing is accepted, too */
    record Text(int maxLength, boolean empty) implements SettingType {
        @Override
        public boolean accepts(String text) {
            return text.length() <= maxLength && (empty || !text.isBlank()) && text.indexOf('\0') < 0;
        }

        @Override
        public String description() {
            return (empty ? "at most " : "1 to ") + maxLength + " characters";
        }
    }

    /** The text of a JSON object, whatever is in it. */
    record JsonObject(int maxLength) implements SettingType {
        private static final JsonMapper JSON = new JsonMapper();

        @Override
        public boolean accepts(String text) {
            try {
                return text.length() <= maxLength && JSON.readTree(text).isObject();
            } catch (JsonProcessingException _) {
                return false;
            }
        }

        @Override
        public String description() {
            return "a JSON object of at most " + maxLength + " characters";
        }
    }

    /** What is never told again. */
    record Secret(int maxLength) implements SettingType {
        @Override
        public boolean accepts(String text) {
            return text.length() <= maxLength && text.indexOf('\0') < 0;
        }

        @Override
        public String description() {
            return "at most " + maxLength + " characters";
        }
    }

    /** Why the text is no value; empty when it is. */
    default Optional<String> fault(String text) {
        return accepts(text) ? Optional.empty() : Optional.of("must be " + description());
    }
}
