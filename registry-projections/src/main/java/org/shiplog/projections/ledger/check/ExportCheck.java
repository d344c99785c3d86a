package org.shiplog.projections.ledger.check;

import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.shiplog.projections.ledger.ExportLine;
import org.shiplog.projections.ledger.ExportLines;
import org.shiplog.projections.ledger.LedgerEntry;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.projections.ledger.tree.TreeEdge;

/**
 * Whether an export is what was signed. Needs nothing but the file and the keys, and memory that does not grow with it. Ends at the
 * first thing that is wrong: what comes after it stands on it.
 */
public final class ExportCheck {
    /** Of so many entities the last number is remembered, to name what is missing; the tree finds it in any case. */
    private static final int REMEMBERED = 100_000;

    private final List<VerifierKey> keys;
    private final List<Checkpoint> known;
    private final TreeEdge edge = TreeEdge.empty();
    private final Map<String, Long> sequences = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long lines;
    private long signed;
    private long lastSigned;
    private boolean endsSigned;

    /** @param known checkpoints that were verified before, which the export must contain or have grown from */
    private ExportCheck(List<VerifierKey> keys, List<Checkpoint> known) {
        this.keys = List.copyOf(keys);
        this.known = List.copyOf(known);
    }

    /**
     * Reads an untrusted export to its end.
     *
     * @param keys that its checkpoints are believed by
     * @param known checkpoints of the same log that were kept elsewhere, verified already
     */
    public static Verdict check(Reader export, List<VerifierKey> keys, List<Checkpoint> known) throws IOException {
        ExportCheck check = new ExportCheck(keys, known);
        Optional<Finding> finding = check.read(new BoundedLines(export));
        String checked = check.edge.size() + " events and " + check.signed + " checkpoints";
        return new Verdict(checked, finding.stream().toList());
    }

    private Optional<Finding> read(BoundedLines export) throws IOException {
        Optional<String> line = export.next();
        while (line.isPresent()) {
            lines++;
            Optional<Finding> finding = line(line.get());
            if (finding.isPresent()) {
                return finding;
            }
            line = export.next();
        }
        if (export.isTooLong()) {
            return at("line " + (lines + 1), "longer than any line of an export");
        }
        return ending();
    }

    private Optional<Finding> ending() {
        if (!endsSigned) {
            return at(
                    "end", "no checkpoint stands behind the last event: the end is missing, or events were" + " added");
        }
        return known.stream()
                .filter(head -> head.size() > edge.size())
                .findFirst()
                .flatMap(head ->
                        at("end", "it has " + edge.size() + " events, and a known checkpoint signs " + head.size()));
    }

    private Optional<Finding> line(String text) {
        Optional<ExportLine> parsed = ExportLines.parse(text);
        boolean first = lines == 1;
        if (parsed.isEmpty() || first != (parsed.get() instanceof ExportLine.Header)) {
            return at(
                    "line " + lines, first ? "this is no export of a ledger" : "not as it was written: " + expected());
        }
        return switch (parsed.get()) {
            case ExportLine.Header header ->
                header.equals(ExportLine.Header.KNOWN)
                        ? Optional.empty()
                        : at("line 1", "a form that is not known here");
            case ExportLine.Event event -> event(event);
            case ExportLine.Head head -> checkpoint(head);
        };
    }

    private String expected() {
        return "event " + edge.size() + " is expected here, or a checkpoint over the " + edge.size() + " before";
    }

    private Optional<Finding> event(ExportLine.Event event) {
        endsSigned = false;
        String name = "event " + event.index() + " (" + event.entity() + " " + event.sequenceNumber() + ")";
        if (event.index() != edge.size()) {
            String what =
                    event.index() > edge.size() ? " is missing before it" : " is expected here: out of order, or twice";
            return at(name, "event " + edge.size() + what);
        }
        if (event.entry().isEmpty()) {
            return at(name, "its bytes are missing: it is in the ledger, and was not in the journal any more");
        }
        LedgerEntry entry = event.entry().get();
        if (!entry.hash().equals(event.hash())) {
            return at(name, "it was changed: its bytes have the hash " + entry.hash() + ", not " + event.hash());
        }
        if (!entry.persistenceId().equals(event.entity()) || entry.sequenceNumber() != event.sequenceNumber()) {
            return at(name, "its bytes are of " + entry.persistenceId() + " " + entry.sequenceNumber());
        }
        OptionalLong missing = missing(entry);
        if (missing.isPresent()) {
            return at(
                    name,
                    "it does not follow: number " + missing.getAsLong() + " of " + event.entity() + " is expected");
        }
        edge.append(entry.hash(), (_, _) -> {});
        return contradictions();
    }

    private OptionalLong missing(LedgerEntry entry) {
        Long before = sequences.put(entry.persistenceId(), entry.sequenceNumber());
        boolean follows = before == null
                ? entry.sequenceNumber() == 1 || sequences.size() >= REMEMBERED
                : entry.sequenceNumber() == before + 1;
        return follows ? OptionalLong.empty() : OptionalLong.of(before == null ? 1 : before + 1);
    }

    private Optional<Finding> contradictions() {
        return known.stream()
                .filter(head -> head.size() == edge.size() && !head.root().equals(edge.root()))
                .findFirst()
                .flatMap(head -> at(
                        "event " + (edge.size() - 1),
                        "up to here the events are not those that a known checkpoint signs: " + span()));
    }

    private Optional<Finding> checkpoint(ExportLine.Head line) {
        String name = "checkpoint " + line.number() + " in line " + lines;
        if (line.number() != signed + 1) {
            return at(name, "checkpoint " + (signed + 1) + " is expected here");
        }
        return switch (Heads.read(line.note(), keys)) {
            case Heads.Wrong(String why) -> at(name, why);
            case Heads.Unknown _ -> at(name, "none of the keys given signed it; all that signed are needed");
            case Heads.Signed(Checkpoint head) -> checkpoint(name, head);
        };
    }

    private Optional<Finding> checkpoint(String name, Checkpoint head) {
        if (head.size() != edge.size()) {
            return at(
                    name,
                    "it signs " + head.size() + " events, and " + edge.size() + " stand before it: "
                            + (head.size() > edge.size() ? "event " + edge.size() + " is missing" : "some were added"));
        }
        if (!head.root().equals(edge.root())) {
            return at(name, "the events before it are not those that it signs: " + span());
        }
        signed++;
        lastSigned = edge.size();
        endsSigned = true;
        return Optional.empty();
    }

    private String span() {
        return "among the events " + lastSigned + " to " + (edge.size() - 1) + " one was changed along with its hash";
    }

    private static Optional<Finding> at(String key, String what) {
        return Optional.of(new Finding("export", key, what));
    }
}
