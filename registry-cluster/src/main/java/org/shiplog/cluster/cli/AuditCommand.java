package org.shiplog.cluster.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        description = "Prove that the log of all events is the one that was signed.",
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine of(Terminal terminal, DatabaseVerifier verifier) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand(terminal, verifier))
                .addSubcommand(new AuditExportCommand(terminal))
                .addSubcommand(new AuditProofCommand(terminal))
                .addSubcommand(new AuditCheckpointCommand(terminal))
                .addSubcommand(new AuditKeysCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command, for example: audit verify");
    }
}
