package org.shiplog.projections.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Base64;
import java.util.Optional;
import org.shiplog.projections.ledger.tree.TreeHash;

/** Reads the lines of exports. */
public final class ExportLines {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ExportLines() {}

    /** Reads untrusted text; empty when it is not, to the letter, what {@link ExportLine#text} would write. */
    public static Optional<ExportLine> parse(String text) {
        try {
            JsonNode line = MAPPER.readTree(text);
            Optional<ExportLine> read = line.has("index") ? event(line) : other(line);
            return read.filter(known -> known.text().equals(text));
        } catch (JsonProcessingException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<ExportLine> other(JsonNode line) {
        return line.has("format")
                ? Optional.of(new ExportLine.Header(line.path("format").asText()))
                : Optional.of(new ExportLine.Head(
                        line.path("number").asLong(), line.path("checkpoint").asText()));
    }

    private static Optional<ExportLine> event(JsonNode line) {
        Optional<LedgerEntry> entry =
                LedgerEntry.parse(Base64.getDecoder().decode(line.path("entry").asText()));
        return TreeHash.parse(line.path("hash").asText())
                .map(hash -> new ExportLine.Event(
                        line.path("index").asLong(),
                        line.path("entity").asText(),
                        line.path("sequence_number").asLong(),
                        hash,
                        entry));
    }
}
