package org.shiplog.projections.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.projections.ledger.note.SignedNote.Verdict;
import org.shiplog.projections.ledger.tree.NaiveTree;
import org.shiplog.projections.ledger.tree.TreeHash;

class NotesTest {
    private static final List<TreeHash> LEAVES = NaiveTree.leaves(4);
    private static final NoteKey KEY = NoteKey.generate("registry.example.org/ledger");
    private static final Checkpoint HEAD = new Checkpoint("registry.example.org/ledger", 4, NaiveTree.root(LEAVES));

    private static SignedNote note() {
        return SignedNote.sign(HEAD.text(), KEY);
    }

    private static Verdict verdict(String note, NoteKey... keys) {
        return SignedNote.parse(note)
                .orElseThrow()
                .verify(List.of(keys).stream().map(NoteKey::verifier).toList());
    }

    /** As they stand in the documentation of Go's package note and of another implementation. */
    @Test
    void verifiesNotesThatOthersSigned() {
        String peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        String quote = "If you think cryptography is the answer to your problem,\n"
                + "then you don't know what your problem is.\n"
                + "\n"
                + "— PeterNeumann"
                + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        String foo = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        String message = "This is an example message.\n"
                + "\n"
                + "— example.com/foo"
                + " Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
        VerifierKey ofPeter = VerifierKey.parse(peter).orElseThrow();
        VerifierKey ofFoo = VerifierKey.parse(foo).orElseThrow();
        assertThat(ofPeter).hasToString(peter);
        assertThat(SignedNote.parse(quote).orElseThrow().verify(List.of(ofPeter)))
                .isEqualTo(Verdict.SIGNED);
        assertThat(SignedNote.parse(message).orElseThrow().verify(List.of(ofPeter, ofFoo)))
                .isEqualTo(Verdict.SIGNED);
        assertThat(SignedNote.parse(message).orElseThrow().verify(List.of(ofPeter)))
                .isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(SignedNote.parse(message.replace("example message", "exemplar message"))
                        .orElseThrow()
                        .verify(List.of(ofFoo)))
                .isEqualTo(Verdict.FORGED);
    }

    @Test
    void verifiesWhatItSignedAndNothingElse() {
        String text = note().toString();
        assertThat(text)
                .startsWith("registry.example.org/ledger\n4\n" + HEAD.root() + "\n\n— registry.example.org/ledger ");
        assertThat(SignedNote.parse(text)).contains(note());
        assertThat(verdict(text, KEY)).isEqualTo(Verdict.SIGNED);
        assertThat(verdict(text.replaceFirst("\n4\n", "\n5\n"), KEY)).isEqualTo(Verdict.FORGED);
        assertThat(verdict(text, NoteKey.generate("registry.example.org/ledger")))
                .isEqualTo(Verdict.UNKNOWN_KEY);
        assertThat(verdict(text, NoteKey.generate("other"), KEY)).isEqualTo(Verdict.SIGNED);
    }

    @Test
    void findsAnyChangedCharacterOfANote() {
        String text = note().toString();
        for (int place = 0; place < text.length(); place++) {
            String changed =
                    text.substring(0, place) + (text.charAt(place) == 'A' ? 'B' : 'A') + text.substring(place + 1);
            Optional<SignedNote> read = SignedNote.parse(changed);
            assertThat(read.map(known -> known.verify(List.of(KEY.verifier()))))
                    .as(changed)
                    .isNotEqualTo(Optional.of(Verdict.SIGNED));
        }
    }

    @Test
    void readsOnlyNotes() {
        String text = note().toString();
        for (String wrong : List.of(
                "",
                "\n\n",
                HEAD.text(),
                HEAD.text() + "\n",
                text.strip(),
                text.replace("— ", "- "),
                text + "— x\n",
                text + "\n",
                text.replace("\n4\n", "\r\n4\r\n"),
                text + "— other AAAA\n",
                text.repeat(1_000))) {
            assertThat(SignedNote.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void readsOnlyKeysWhoseHashIsRight() {
        String text = KEY.verifier().toString();
        assertThat(VerifierKey.parse(text)).contains(KEY.verifier());
        for (String wrong : List.of(
                "",
                "name",
                "x" + text,
                text + "A",
                text.replace("+A", "+B"),
                text.substring(0, text.length() - 4),
                "a b" + text,
                "é" + text,
                "x".repeat(5_000))) {
            assertThat(VerifierKey.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void keepsSecretsToItself() {
        NoteKey again = NoteKey.decode(KEY.verifier(), KEY.secret());
        assertThat(verdict(SignedNote.sign(HEAD.text(), again).toString(), KEY)).isEqualTo(Verdict.SIGNED);
        assertThat(KEY.toString()).isEqualTo("NoteKey[" + KEY.verifier() + "]");
        byte[] secretOfAnother = NoteKey.generate("registry.example.org/ledger").secret();
        assertThatThrownBy(() -> NoteKey.decode(KEY.verifier(), secretOfAnother))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(Base64.getEncoder().encodeToString(secretOfAnother));
        assertThatThrownBy(() -> NoteKey.decode(KEY.verifier(), new byte[] {1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoteKey.generate("with space")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoteKey.generate("with+plus")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsCheckpointsWithWhatOthersAdd() {
        assertThat(Checkpoint.parse(HEAD.text())).contains(HEAD);
        assertThat(Checkpoint.parse(HEAD.text() + "more\n")).contains(HEAD);
        for (String wrong : List.of(
                "",
                "origin\n",
                "\n4\n" + HEAD.root() + "\n",
                "o\n04\n" + HEAD.root() + "\n",
                "o\n-4\n" + HEAD.root() + "\n",
                "o\n99999999999999999999\n" + HEAD.root() + "\n",
                "o\n4\nAAAA\n",
                "o\n4\n" + HEAD.root())) {
            assertThat(Checkpoint.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void readsTheProofFilesThatItWrites() {
        for (List<TreeHash> path : List.of(List.<TreeHash>of(), LEAVES)) {
            ProofFile file = new ProofFile("AAEC", 3, path, note());
            assertThat(ProofFile.parse(file.toString())).contains(file);
        }
        String file = new ProofFile("AAEC", 3, LEAVES, note()).toString();
        for (String wrong : List.of(
                "",
                file.replace("v1", "v2"),
                file.replace("AAEC", "AAE"),
                file.replace("extra AAEC\n", ""),
                file.replace("index 3", "index 03"),
                file.replace("index 3", "index -3"),
                file.replace("\n\n", "\n"),
                file.replace(LEAVES.getFirst().toString(), "AAAA"),
                "c2sp.org/tlog-proof@v1\nextra AAEC\nindex 0\n" + (LEAVES.getFirst() + "\n").repeat(65) + "\n"
                        + note())) {
            assertThat(ProofFile.parse(wrong)).as(wrong).isEmpty();
        }
    }
}
