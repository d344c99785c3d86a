package org.shiplog.cluster.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.shiplog.projections.ledger.check.ExportCheck;
import org.shiplog.projections.ledger.check.Heads;
import org.shiplog.projections.ledger.check.ProofCheck;
import org.shiplog.projections.ledger.check.Verdict;
import org.shiplog.projections.ledger.note.Checkpoint;
import org.shiplog.projections.ledger.note.ProofFile;
import org.shiplog.projections.ledger.note.SignedNote;
import org.shiplog.projections.ledger.note.VerifierKey;
import org.shiplog.storage.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Verifies a file with nothing but a key, or the whole database. */
@Command(
        name = "verify",
        description = {
            "Check an export or a proof without any database, or all that a database holds.",
            "Ends with 0 only when nothing was found."
        })
final class AuditVerifyCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 4;

    private final Terminal terminal;
    private final DatabaseVerifier verifier;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--export", paramLabel = "FILE", description = "An export of the ledger.")
    private @Nullable Path export;

    @Option(names = "--proof", paramLabel = "FILE", description = "A proof of one event.")
    private @Nullable Path proof;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "A verifier key to believe, NAME+HASH+KEY. May be given several times.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint that was kept, which the log must have grown from. May be given several times.")
    private List<Path> checkpoints = new ArrayList<>();

    AuditVerifyCommand(Terminal terminal, DatabaseVerifier verifier) {
        this.terminal = terminal;
        this.verifier = verifier;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        if (export != null && proof != null) {
            throw unusable("--export and --proof do not go together");
        }
        if (proof != null && !checkpoints.isEmpty()) {
            throw unusable("--checkpoint goes with --export or a database");
        }
        boolean needsKey = export != null || proof != null || !checkpoints.isEmpty();
        if (needsKey && keys.isEmpty()) {
            throw unusable("needs --key, the verifier key to believe");
        }
        List<VerifierKey> believed = keys.stream().map(this::key).toList();
        try {
            if (proof != null) {
                return report(ProofCheck.check(read(proof, ProofFile.MAX_LENGTH), believed));
            }
            List<Checkpoint> known = new ArrayList<>();
            for (Path file : checkpoints) {
                known.add(checkpoint(file, believed));
            }
            return report(export == null ? ofDatabase(known) : ofExport(export, believed, known));
        } catch (CharacterCodingException _) {
            throw unusable("a file that is not UTF-8 is none of ours");
        }
    }

    private static Verdict ofExport(Path file, List<VerifierKey> believed, List<Checkpoint> known) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return ExportCheck.check(reader, believed, known);
        }
    }

    private Verdict ofDatabase(List<Checkpoint> known) throws SQLException {
        try (var access = DatabaseAccess.open(config.read(terminal.environment()));
                var pool = Database.pool(access.address(), "verify", CONNECTIONS)) {
            return verifier.verify(pool, known, events -> terminal.err().println("  " + events + " events"));
        }
    }

    private int report(Verdict verdict) {
        if (verdict.findings().isEmpty()) {
            terminal.out().println("Verified: " + verdict.checked() + ".");
            return ShiplogCommand.DONE;
        }
        verdict.findings().forEach(finding -> terminal.out().println(finding.text()));
        terminal.err().println("Not verified: " + verdict.findings().size() + " findings.");
        return ShiplogCommand.FAILED;
    }

    private VerifierKey key(String text) {
        return VerifierKey.parse(text).orElseThrow(() -> unusable("no verifier key: " + text));
    }

    private Checkpoint checkpoint(Path file, List<VerifierKey> believed) throws IOException {
        return switch (Heads.read(read(file, SignedNote.MAX_LENGTH), believed)) {
            case Heads.Signed(Checkpoint head) -> head;
            case Heads.Unknown _ -> throw unusable(file + ": none of the keys given signed it");
            case Heads.Wrong(String why) -> throw unusable(file + ": " + why);
        };
    }

    private String read(Path file, int limit) throws IOException {
        if (Files.size(file) > limit) {
            throw unusable(file + " is too long for what it should be");
        }
        return Files.readString(file);
    }

    private ParameterException unusable(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
