package org.shiplog.http.api.project;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.json.Fields;

/**
 * The body of a project's creation or change.
 *
 * @param name as sent; checked by whoever needs one
 * @param visibility empty when the body does not say
 * @param metadata that is set anew, in the form that is kept; an empty value takes the key away
 * @param retentionId empty when the body does not say
 * @param allowlist empty when the body does not say
 * @param storageLimit bytes, or {@link Project#UNLIMITED}; empty when the body does not say
 * @param registryId of another registry; 0 for none
 */
record ProjectRequest(
        Optional<String> name,
        Optional<Visibility> visibility,
        Map<String, Optional<String>> metadata,
        Optional<String> retentionId,
        Optional<Allowlist> allowlist,
        Optional<Long> storageLimit,
        long registryId) {
    private static final Set<String> KNOWN =
            Set.of("project_name", "public", "metadata", "cve_allowlist", "storage_limit", "registry_id");
    private static final int MAX_KEYS = 50;

    ProjectRequest {
        metadata = Map.copyOf(metadata);
    }

    /** @param projectId whose it is said to be; 0 when that is not said */
    record Allowlist(long projectId, CveAllowlist value) {}

    /** Accepts the fields of Harbor's ProjectReq, whose clients send all of them, and no others. */
    static ProjectRequest of(Fields fields) throws Fields.Unfit {
        fields.only(KNOWN);
        Optional<Fields> metadata = fields.object("metadata");
        Map<String, String> texts = metadata.isPresent()
                ? metadata.get().allTexts(MAX_KEYS, MetadataKey.MAX_LENGTH)
                : Map.<String, String>of();
        Optional<Boolean> legacy = fields.flag(MetadataKey.PUBLIC);
        Optional<Visibility> visibility = texts.containsKey(MetadataKey.PUBLIC)
                ? Optional.of(visibility(texts.get(MetadataKey.PUBLIC)))
                : legacy.map(ProjectRequest::visibility);
        return new ProjectRequest(
                fields.text("project_name", MetadataKey.MAX_LENGTH),
                visibility,
                metadata(texts),
                Optional.ofNullable(texts.get(MetadataKey.RETENTION_ID)).filter(id -> !id.isEmpty()),
                allowlist(fields.object("cve_allowlist")),
                storageLimit(fields.number("storage_limit")),
                fields.number("registry_id").orElse(0L));
    }

    static Visibility visibility(String text) throws Fields.Unfit {
        return switch (text) {
            case "true" -> Visibility.PUBLIC;
            case "false" -> Visibility.PRIVATE;
            default -> throw new Fields.Unfit("metadata.public must be \"true\" or \"false\"");
        };
    }

    private static Visibility visibility(boolean visible) {
        return visible ? Visibility.PUBLIC : Visibility.PRIVATE;
    }

    private static Map<String, Optional<String>> metadata(Map<String, String> texts) throws Fields.Unfit {
        Map<String, Optional<String>> values = new TreeMap<>();
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            String name = entry.getKey();
            if (!name.equals(MetadataKey.PUBLIC) && !name.equals(MetadataKey.RETENTION_ID)) {
                MetadataKey key = MetadataKey.of(name)
                        .orElseThrow(() -> new Fields.Unfit("there is no such metadata for projects"));
                Optional<String> value = value(key, entry.getValue());
                // Clients send these with every project; here, no project is a proxy.
                if (!key.isForProxies()) {
                    values.put(name, value);
                }
            }
        }
        return values;
    }

    /** Clients send what was not chosen as empty text. */
    private static Optional<String> value(MetadataKey key, String text) throws Fields.Unfit {
        boolean chosen = !text.isEmpty() || (key != MetadataKey.SEVERITY && !key.isForProxies());
        if (!chosen) {
            return Optional.empty();
        }
        if (key == MetadataKey.PROXY_CACHE_FILTER_PATTERN) {
            throw new Fields.Unfit(key.wireName() + " is for proxy cache projects only");
        }
        return Optional.of(key.value(text).orElseThrow(() -> new Fields.Unfit("invalid value for " + key.wireName())));
    }

    private static Optional<Allowlist> allowlist(Optional<Fields> fields) throws Fields.Unfit {
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(new Allowlist(
                        fields.get().number("project_id").orElse(0L), CveAllowlistJson.read(fields.get())));
    }

    /** Nothing is what clients send who mean the usual limit. */
    private static Optional<Long> storageLimit(Optional<Long> bytes) throws Fields.Unfit {
        Optional<Long> set = bytes.filter(number -> number != 0);
        if (set.isPresent()
                && set.get() != Project.UNLIMITED
                && (set.get() < 1 || set.get() > Project.MAX_STORAGE_LIMIT)) {
            throw new Fields.Unfit("storage_limit must be -1 or 1 to " + Project.MAX_STORAGE_LIMIT + " bytes");
        }
        return set;
    }
}
