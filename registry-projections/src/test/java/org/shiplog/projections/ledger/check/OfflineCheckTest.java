package org.shiplog.projections.ledger.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.ledger.ExportLine;
import org.shiplog.projections.ledger.ExportLines;
import org.shiplog.projections.ledger.LedgerEntry;
import org.shiplog.projections.ledger.LedgerFixture;
import org.shiplog.projections.ledger.LedgerQueries;
import org.shiplog.projections.ledger.LedgerQueries.EventName;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.ledger.Signing;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.NoteKey;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.ledger.note.VerifierKey;

/** Exports and proofs, with nothing but the files and the key. */
@ExtendWith(TestDatabase.Provider.class)
class OfflineCheckTest {
    private TestDatabase database;
    private LedgerFixture ledger;
    private List<VerifierKey> keys;
    private List<String> lines;

    @BeforeEach
    void export(TestDatabase fresh) throws Exception {
        database = fresh;
        ledger = new LedgerFixture(database, 7, List.of(new LedgerReadModel()));
        for (int round = 0; round < 4; round++) {
            ledger.happen(30);
            ledger.signer().sign();
        }
        keys = ledger.keys();
        lines = ledger.export().lines().toList();
    }

    private Verdict check(List<String> export) throws IOException {
        return ExportCheck.check(new StringReader(String.join("\n", export) + "\n"), keys, List.of());
    }

    private Finding only(List<String> export) throws IOException {
        Verdict verdict = check(export);
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    private static List<String> with(List<String> lines, int place, String... instead) {
        List<String> changed = new ArrayList<>(lines.subList(0, place));
        changed.addAll(List.of(instead));
        changed.addAll(lines.subList(place + 1, lines.size()));
        return changed;
    }

    @Test
    void findsNothingInAnUntouchedExport() throws Exception {
        Verdict verdict = check(lines);
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.checked()).isEqualTo(lines.size() - 5 + " events and 4 checkpoints");
        assertThat(lines.getLast()).startsWith("{\"number\":4,\"checkpoint\":");
    }

    @Test
    void findsEveryChangedDroppedDoubledOrMovedLine() throws Exception {
        for (int place = 0; place < lines.size(); place++) {
            String line = lines.get(place);
            String name = ExportLines.parse(line).orElseThrow() instanceof ExportLine.Event event
                    ? "event " + event.index() + " "
                    : "line " + (place + 1) + ":";
            assertThat(check(with(lines, place)).findings())
                    .as("without line %d", place)
                    .isNotEmpty();
            assertThat(check(with(lines, place, line, line)).findings())
                    .as("line %d twice", place)
                    .isNotEmpty();
            int middle = line.length() / 2;
            String changed =
                    line.substring(0, middle) + (line.charAt(middle) == 'A' ? 'B' : 'A') + line.substring(middle + 1);
            assertThat(only(with(lines, place, changed)).text())
                    .as("line %d changed", place)
                    .containsAnyOf("line " + (place + 1) + ":", name);
        }
        for (int place = 0; place + 1 < lines.size(); place++) {
            List<String> swapped = with(with(lines, place, lines.get(place + 1)), place + 1, lines.get(place));
            assertThat(check(swapped).findings()).as("line %d moved", place).isNotEmpty();
        }
    }

    @Test
    void findsAnyChangedCharacterOfAnEvent() throws Exception {
        String line = lines.get(30);
        for (int place = 0; place < line.length(); place++) {
            String changed =
                    line.substring(0, place) + (line.charAt(place) == '7' ? '8' : '7') + line.substring(place + 1);
            assertThat(check(with(lines, 30, changed)).findings()).as(changed).isNotEmpty();
        }
    }

    @Test
    void namesWhatWasDone() throws Exception {
        int place = 40;
        ExportLine.Event event =
                (ExportLine.Event) ExportLines.parse(lines.get(place)).orElseThrow();
        String key = "event " + event.index() + " (" + event.entity() + " " + event.sequenceNumber() + ")";
        LedgerEntry another = ((ExportLine.Event)
                        ExportLines.parse(lines.get(place + 1)).orElseThrow())
                .entry()
                .orElseThrow();

        ExportLine changed = new ExportLine.Event(
                event.index(), event.entity(), event.sequenceNumber(), event.hash(), Optional.of(another));
        assertThat(only(with(lines, place, changed.text())).key()).isEqualTo(key);

        assertThat(only(with(lines, place)).text())
                .contains("event " + (event.index() + 1) + " (", "event " + event.index() + " is missing before it");
        assertThat(only(with(lines, place, lines.get(place), lines.get(place))).text())
                .contains(key, "out of order, or twice");

        ExportLine gone = new ExportLine.Event(
                event.index(), event.entity(), event.sequenceNumber(), event.hash(), Optional.empty());
        assertThat(only(with(lines, place, gone.text())).text()).contains(key, "not in the journal any more");
    }

    @Test
    void findsAnEventThatWasForgedAlongWithItsHash() throws Exception {
        ExportLine.Event event =
                (ExportLine.Event) ExportLines.parse(lines.get(70)).orElseThrow();
        byte[] bytes = event.entry().orElseThrow().bytes();
        String before = Base64.getEncoder().encodeToString(bytes);
        bytes[bytes.length - 13] ^= 1;
        LedgerEntry forged = LedgerEntry.parse(bytes).orElseThrow();
        ExportLine line = new ExportLine.Event(
                event.index(), event.entity(), event.sequenceNumber(), forged.hash(), Optional.of(forged));
        assertThat(line.text()).doesNotContain(before);
        int signed = 71;
        while (ExportLines.parse(lines.get(signed)).orElseThrow() instanceof ExportLine.Event) {
            signed++;
        }
        assertThat(only(with(lines, 70, line.text())).text())
                .contains(" in line " + (signed + 1), "one was changed along with its hash");
    }

    @Test
    void believesNoOtherKey() throws Exception {
        List<VerifierKey> others =
                List.of(NoteKey.generate(LedgerFixture.ORIGIN).verifier());
        Verdict verdict = ExportCheck.check(new StringReader(String.join("\n", lines)), others, List.of());
        assertThat(verdict.findings()).hasSize(1);
        assertThat(verdict.findings().getFirst().what()).contains("none of the keys given signed it");
    }

    @Test
    void holdsAnExportAgainstCheckpointsThatWereKept() throws Exception {
        Checkpoint end = Checkpoint.parse(
                        SignedNote.parse(((Signing.Signed) ledger.signer().sign()).note())
                                .orElseThrow()
                                .text())
                .orElseThrow();
        String text = String.join("\n", lines);
        assertThat(ExportCheck.check(new StringReader(text), keys, List.of(end)).findings())
                .isEmpty();
        Checkpoint later = new Checkpoint(end.origin(), end.size() + 1, end.root());
        Checkpoint other = new Checkpoint(end.origin(), end.size() - 1, end.root());
        assertThat(ExportCheck.check(new StringReader(text), keys, List.of(later))
                        .findings())
                .hasSize(1);
        assertThat(ExportCheck.check(new StringReader(text), keys, List.of(other))
                        .findings())
                .hasSize(1);
    }

    @Test
    void refusesWhatIsNoExport() throws Exception {
        for (String text : List.of("", "\n", "{}", "{\"format\":\"other/1\"}\n", "x".repeat(100), "[1]", "null")) {
            assertThat(ExportCheck.check(new StringReader(text), keys, List.of())
                            .findings())
                    .as(text)
                    .hasSize(1);
        }
    }

    @Test
    void provesSingleEventsByAFile() throws Exception {
        LedgerQueries queries = new LedgerQueries(database.pool(), Runnable::run);
        Random random = new Random(7);
        List<String> ids = database.column("SELECT ordering FROM event_journal ORDER BY ordering");
        for (int round = 0; round < 20; round++) {
            long id = Long.parseLong(ids.get(random.nextInt(ids.size())));
            LedgerQueries.Proof proof =
                    queries.proof(new EventName.ById(id)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            String file = ((LedgerQueries.Proof.Proven) proof).file().toString();
            Verdict verdict = ProofCheck.check(file, keys);
            assertThat(verdict.findings()).isEmpty();
            assertThat(verdict.checked()).contains("event " + id + ", a Test/1", LedgerFixture.ORIGIN);
            int place = random.nextInt(file.length());
            String changed =
                    file.substring(0, place) + (file.charAt(place) == 'A' ? 'B' : 'A') + file.substring(place + 1);
            assertThat(ProofCheck.check(changed, keys).findings()).as(changed).hasSize(1);
        }
        assertThat(ProofCheck.check("", keys).findings()).hasSize(1);
    }

    @Test
    void provesNothingOfWhatIsNotSignedUnknownOrChanged() throws Exception {
        LedgerQueries queries = new LedgerQueries(database.pool(), Runnable::run);
        String entity = database.column("SELECT persistence_id FROM event_journal LIMIT 1")
                .getFirst();
        assertThat(proof(queries, new EventName.ById(99_999))).isInstanceOf(LedgerQueries.Proof.NoSuchEvent.class);
        assertThat(proof(queries, new EventName.OfEntity(entity, 99_999)))
                .isInstanceOf(LedgerQueries.Proof.NoSuchEvent.class);
        assertThat(proof(queries, new EventName.OfEntity(entity, 1))).isInstanceOf(LedgerQueries.Proof.Proven.class);
        database.run("UPDATE event_journal SET writer = 'other' WHERE sequence_number = 1");
        assertThat(proof(queries, new EventName.OfEntity(entity, 1))).isInstanceOf(LedgerQueries.Proof.Changed.class);
        database.run("TRUNCATE ledger_leaf");
        assertThat(proof(queries, new EventName.OfEntity(entity, 1)))
                .isInstanceOf(LedgerQueries.Proof.NotYetSigned.class);
    }

    private static LedgerQueries.Proof proof(LedgerQueries queries, EventName name) throws Exception {
        return queries.proof(name).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
