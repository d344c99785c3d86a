package org.shiplog.http.oci;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/**
 * Reads the parts of a manifest from a stream of JSON tokens. Members that are not known are read over, and {@code null}
 * counts as absent.
 */
final class ManifestJson {
    private static final int MAX_MEDIA_TYPE_LENGTH = 255;
    private static final String NYDUS_BOOTSTRAP = "containerd.io/snapshot/nydus-bootstrap";

    private final JsonParser json;

    ManifestJson(JsonParser json) {
        this.json = json;
    }

    /** The top-level members that a registry looks at; each is empty when the manifest does not have it. */
    static final class Members {
        Optional<Long> schemaVersion = Optional.empty();
        Optional<String> mediaType = Optional.empty();
        Optional<String> artifactType = Optional.empty();
        Optional<Descriptor> config = Optional.empty();
        Optional<List<Descriptor>> layers = Optional.empty();
        Optional<List<Descriptor>> manifests = Optional.empty();
        Optional<Descriptor> subject = Optional.empty();
        Map<String, String> annotations = Map.of();

        /** Whether there is anything that belongs into an image, or into an index, read or not. */
        boolean imageParts;

        boolean indexParts;
    }

    /**
     * @param elsewhere whether the descriptor says where else the content can be had
     * @param bootstrap whether its annotations say that nydus starts an image from it
     */
    record Descriptor(String mediaType, Digest digest, long size, boolean elsewhere, boolean bootstrap) {}

    /**
     * Reads the whole document.
     *
     * @param strictly whether the members must have the form that the image-spec gives them; otherwise only those that tell
     *     what kind of document it is are looked at
     */
    Members read(boolean strictly) throws IOException, InvalidManifestException {
        require(json.nextToken() == JsonToken.START_OBJECT, "a manifest must be a JSON object");
        Members members = new Members();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (!json.hasToken(JsonToken.VALUE_NULL)) {
                readMember(members, name, strictly);
            }
        }
        require(json.nextToken() == null, "there is something after the manifest's end");
        return members;
    }

    private void readMember(Members members, String name, boolean strictly)
            throws IOException, InvalidManifestException {
        switch (name) {
            case "schemaVersion" -> members.schemaVersion = Optional.of(number(name));
            case "mediaType" -> members.mediaType = Optional.of(text(name));
            case "layers" -> {
                members.imageParts = true;
                members.layers = strictly ? Optional.of(descriptors(name)) : skip(members.layers);
            }
            case "config" -> {
                members.imageParts = true;
                members.config = strictly ? Optional.of(descriptor(name)) : skip(members.config);
            }
            case "manifests" -> {
                members.indexParts = true;
                members.manifests = strictly ? Optional.of(descriptors(name)) : skip(members.manifests);
            }
            case "subject" -> members.subject = strictly ? Optional.of(descriptor(name)) : skip(members.subject);
            case "artifactType" ->
                members.artifactType = strictly ? Optional.of(mediaType(name)) : skip(members.artifactType);
            case "annotations" -> members.annotations = strictly ? annotations() : skip(members.annotations);
            default -> json.skipChildren();
        }
    }

    private <T> T skip(T value) throws IOException {
        json.skipChildren();
        return value;
    }

    private List<Descriptor> descriptors(String name) throws IOException, InvalidManifestException {
        require(json.hasToken(JsonToken.START_ARRAY), name + " must be an array");
        List<Descriptor> descriptors = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            descriptors.add(descriptor(name));
        }
        return descriptors;
    }

    private Descriptor descriptor(String name) throws IOException, InvalidManifestException {
        require(json.hasToken(JsonToken.START_OBJECT), name + " must hold descriptors");
        Optional<String> mediaType = Optional.empty();
        Optional<Digest> digest = Optional.empty();
        Optional<Long> size = Optional.empty();
        boolean elsewhere = false;
        boolean bootstrap = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "mediaType" -> mediaType = Optional.of(mediaType(member));
                case "digest" -> {
                    digest = Digest.parse(text(member));
                    require(digest.isPresent(), "invalid digest in " + name);
                }
                case "size" -> size = Optional.of(number(member));
                case "urls" -> elsewhere = urls();
                case "annotations" -> bootstrap = hasMember(NYDUS_BOOTSTRAP);
                default -> json.skipChildren();
            }
        }
        require(mediaType.filter(type -> !type.isEmpty()).isPresent(), "a descriptor in " + name + " has no mediaType");
        require(digest.isPresent(), "a descriptor in " + name + " has no digest");
        require(size.isPresent(), "a descriptor in " + name + " has no size");
        require(size.get() >= 0, "a descriptor in " + name + " has a negative size");
        return new Descriptor(mediaType.get(), digest.get(), size.get(), elsewhere, bootstrap);
    }

    /** Whether the value is an object with the member; whatever else it is, is not looked at. */
    private boolean hasMember(String name) throws IOException {
        if (!json.hasToken(JsonToken.START_OBJECT)) {
            json.skipChildren();
            return false;
        }
        boolean found = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            found |= json.currentName().equals(name);
            json.nextToken();
            json.skipChildren();
        }
        return found;
    }

    private boolean urls() throws IOException, InvalidManifestException {
        if (json.hasToken(JsonToken.VALUE_NULL)) {
            return false;
        }
        require(json.hasToken(JsonToken.START_ARRAY), "urls must be an array");
        boolean any = false;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.hasToken(JsonToken.VALUE_STRING), "urls must hold strings");
            any = true;
        }
        return any;
    }

    private Map<String, String> annotations() throws IOException, InvalidManifestException {
        require(json.hasToken(JsonToken.START_OBJECT), "annotations must be an object");
        Map<String, String> annotations = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            annotations.put(key, text("an annotation"));
        }
        return annotations;
    }

    private String mediaType(String name) throws IOException, InvalidManifestException {
        String mediaType = text(name);
        require(
                mediaType.length() <= MAX_MEDIA_TYPE_LENGTH && mediaType.chars().noneMatch(Character::isISOControl),
                name + " is no media type");
        return mediaType;
    }

    private String text(String name) throws IOException, InvalidManifestException {
        require(json.hasToken(JsonToken.VALUE_STRING), name + " must be a string");
        return json.getText();
    }

    private long number(String name) throws IOException, InvalidManifestException {
        require(json.hasToken(JsonToken.VALUE_NUMBER_INT), name + " must be an integer");
        JsonParser.NumberType type = json.getNumberType();
        require(type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG, name + " is too large");
        return json.getLongValue();
    }

    private static void require(boolean condition, String rule) throws InvalidManifestException {
        if (!condition) {
            throw new InvalidManifestException(rule);
        }
    }
}
