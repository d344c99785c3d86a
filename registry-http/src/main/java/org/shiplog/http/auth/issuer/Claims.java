package org.shiplog.http.auth.issuer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What an issuer says about somebody: a JSON object in which no name stands twice. It prints without its content, which is
 * personal data.
 */
public final class Claims {
    private static final int MAX_DEPTH = 16;

    /** Times in tokens are seconds; these are the years 1970 to 9999. */
    private static final long MAX_SECONDS = 253_402_300_799L;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;

    private Claims(ObjectNode object) {
        this.object = object;
    }

    /** Empty when the bytes are not exactly one JSON object with distinct names. */
    public static Optional<Claims> parse(byte[] json) {
        try {
            return JSON.readTree(json) instanceof ObjectNode object
                    ? Optional.of(new Claims(object))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** The claim when it is a text that is not empty. */
    public Optional<String> text(String name) {
        return texts(object.path(name))
                .findFirst()
                .filter(_ -> object.path(name).isTextual());
    }

    /** The claim as JSON writes it, without quotation marks, when it is a text, a number, true or false. */
    public Optional<String> scalar(String name) {
        return Optional.of(object.path(name))
                .filter(claim -> claim.isTextual() || claim.isNumber() || claim.isBoolean())
                .map(JsonNode::asText);
    }

    /** The texts of an array, or the only one where the claim is a text. What is neither does not count. */
    public List<String> texts(String name) {
        JsonNode claim = object.path(name);
        return claim.isArray()
                ? StreamSupport.stream(claim.spliterator(), false)
                        .flatMap(Claims::texts)
                        .toList()
                : texts(claim).toList();
    }

    /** Whether the claim is {@code true}, which some write as a text. */
    public boolean isTrue(String name) {
        return scalar(name).filter("true"::equals).isPresent();
    }

    /** What stands in the object of that name; empty when it is no object. */
    public Optional<Claims> object(String name) {
        return object.path(name) instanceof ObjectNode inner ? Optional.of(new Claims(inner)) : Optional.empty();
    }

    /** The objects of an array. What is none does not count. */
    public List<Claims> objects(String name) {
        JsonNode array = object.path(name);
        return array.isArray()
                ? StreamSupport.stream(array.spliterator(), false)
                        .flatMap(item ->
                                item instanceof ObjectNode inner ? Stream.of(new Claims(inner)) : Stream.empty())
                        .toList()
                : List.of();
    }

    /** A time in seconds since 1970, of which fractions are dropped. */
    public Optional<Instant> instant(String name) {
        return Optional.of(object.path(name))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asLong)
                .filter(seconds -> seconds >= 0 && seconds <= MAX_SECONDS)
                .map(Instant::ofEpochSecond);
    }

    /** These claims, and those of the others that are not among them. */
    public Claims orElse(Claims others) {
        ObjectNode all = others.object.deepCopy();
        all.setAll(object);
        return new Claims(all);
    }

    private static Stream<String> texts(JsonNode claim) {
        return Stream.of(claim)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return object.size() + " claims";
    }
}
