package org.shiplog.projections.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.ledger.note.VerifierKey;

@ExtendWith(TestDatabase.Provider.class)
class CheckpointSignerTest {
    private TestDatabase database;
    private LedgerFixture ledger;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        ledger = new LedgerFixture(database, 1, List.of(new LedgerReadModel()));
    }

    private Checkpoint signed() throws Exception {
        assertThat(ledger.signer().sign()).isInstanceOf(Signing.Signed.class);
        String note = ((Signing.Signed) ledger.signer().sign()).note();
        SignedNote read = SignedNote.parse(note).orElseThrow();
        assertThat(read.verify(ledger.keys())).isEqualTo(SignedNote.Verdict.SIGNED);
        return Checkpoint.parse(read.text()).orElseThrow();
    }

    private List<String> numbers() {
        return database.column("SELECT number FROM ledger_checkpoint ORDER BY number");
    }

    @Test
    void signsWhatIsNewAndNothingTwice() throws Exception {
        assertThat(ledger.signer().sign()).isEqualTo(new Signing.Nothing());
        ledger.happen(20);
        Checkpoint first = signed();
        assertThat(first.origin()).isEqualTo(LedgerFixture.ORIGIN);
        assertThat(first.size()).isGreaterThanOrEqualTo(20);
        ledger.happen(20);
        assertThat(signed().size()).isGreaterThan(first.size());
        assertThat(numbers()).containsExactly("1", "2");
    }

    @Test
    void waitsForTheIntervalWhicheverNodeSignedBefore() throws Exception {
        ledger.happen(5);
        Checkpoint first = signed();
        ledger.happen(5);
        CheckpointSigner other =
                new CheckpointSigner(database.pool(), Optional.of(LedgerFixture.ORIGIN), new Random(2));
        assertThat(other.sign(Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        Signing.Signed.class, old -> assertThat(old.size()).isEqualTo(first.size()));
        database.run("UPDATE ledger_checkpoint SET signed_at = now() - interval '2 hours'");
        assertThat(other.sign(Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        Signing.Signed.class, fresh -> assertThat(fresh.size()).isGreaterThan(first.size()));
    }

    @Test
    void neverSignsAnotherPast() throws Exception {
        ledger.happen(30);
        signed();
        ledger.happen(30);
        for (String damage : List.of(
                "UPDATE ledger_node SET hash = sha256('x') WHERE level = 5",
                "DELETE FROM ledger_node WHERE level = 5",
                "DELETE FROM ledger_leaf WHERE leaf_index > 10",
                "UPDATE ledger_checkpoint SET note = replace(note, 'ledger', 'ledgex')",
                "UPDATE ledger_checkpoint SET tree_size = tree_size + 1",
                "UPDATE ledger_checkpoint SET note = ''")) {
            database.run(
                    "CREATE TABLE leaves AS SELECT * FROM ledger_leaf; CREATE TABLE nodes AS SELECT * FROM ledger_node;"
                            + "CREATE TABLE heads AS SELECT * FROM ledger_checkpoint");
            database.run(damage);
            assertThat(ledger.signer().sign()).as(damage).isInstanceOf(Signing.Inconsistent.class);
            assertThat(ledger.signer().refusal()).as(damage).isPresent();
            assertThat(numbers()).as(damage).containsExactly("1");
            database.run("TRUNCATE ledger_leaf, ledger_node, ledger_checkpoint;"
                    + "INSERT INTO ledger_leaf SELECT * FROM leaves; INSERT INTO ledger_node SELECT * FROM nodes;"
                    + "INSERT INTO ledger_checkpoint SELECT * FROM heads; DROP TABLE leaves, nodes, heads");
        }
        signed();
        assertThat(ledger.signer().refusal()).isEmpty();
        assertThat(numbers()).containsExactly("1", "2");
    }

    @Test
    void keepsWhatRotatedKeysSignedVerifiable() throws Exception {
        ledger.happen(5);
        signed();
        VerifierKey second = ledger.signer().rotate();
        signed();
        CheckpointSigner renamed =
                new CheckpointSigner(database.pool(), Optional.of("other.example.org"), new Random(3));
        assertThat(renamed.sign()).isInstanceOf(Signing.Signed.class);
        List<VerifierKey> keys = ledger.keys();
        assertThat(keys).hasSize(3);
        assertThat(keys.get(0).name()).isEqualTo("other.example.org");
        assertThat(keys.get(1)).isEqualTo(second);
        for (String note : database.column("SELECT note FROM ledger_checkpoint")) {
            assertThat(SignedNote.parse(note).orElseThrow().verify(keys)).isEqualTo(SignedNote.Verdict.SIGNED);
        }
        assertThat(database.column("SELECT last_checkpoint FROM ledger_key ORDER BY number"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void namesALogWithoutAnOriginOnce() throws Exception {
        ledger.happen(5);
        CheckpointSigner nameless = new CheckpointSigner(database.pool(), Optional.empty(), new Random(4));
        assertThat(nameless.sign()).isInstanceOf(Signing.Signed.class);
        nameless.rotate();
        assertThat(ledger.keys())
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.name())
                        .matches("shiplog/[0-9a-f]{16}")
                        .isEqualTo(ledger.keys().getFirst().name()));
    }
}
