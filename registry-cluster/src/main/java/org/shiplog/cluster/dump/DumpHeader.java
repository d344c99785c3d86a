package org.shiplog.cluster.dump;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.shiplog.domain.oci.RepositoryName;

/**
 * The first line of a dump.
 *
 * @param events how many lines follow, one for each
 */
record DumpHeader(RepositoryName repository, long events) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DUMP = "shiplog repository";
    private static final int FORM = 1;

    String text() {
        return MAPPER.createObjectNode()
                .put("dump", DUMP)
                .put("form", FORM)
                .put("repository", repository.value())
                .put("events", events)
                .toString();
    }

    /** @throws IllegalArgumentException when the text begins no dump, or one of another form */
    static DumpHeader read(String text) {
        try {
            JsonNode header = MAPPER.readTree(text);
            if (!header.path("dump").asText().equals(DUMP)) {
                throw new IllegalArgumentException("not the dump of a repository");
            }
            if (header.path("form").asInt() != FORM) {
                throw new IllegalArgumentException(
                        "a dump of the form " + header.path("form") + ", and this release knows " + FORM);
            }
            RepositoryName name = RepositoryName.parse(header.path("repository").asText())
                    .orElseThrow(() -> new IllegalArgumentException("a dump of no repository"));
            return new DumpHeader(name, header.path("events").asLong(-1));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the dump of a repository", e);
        }
    }
}
