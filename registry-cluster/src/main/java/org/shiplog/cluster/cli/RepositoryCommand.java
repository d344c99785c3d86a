package org.shiplog.cluster.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "repository",
        description = "Take one repository's events out of a journal, or put them into another.",
        synopsisSubcommandLabel = "COMMAND")
final class RepositoryCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    static CommandLine of(Terminal terminal, BlobAccess blobs) {
        return new CommandLine(new RepositoryCommand())
                .addSubcommand(new RepositoryDumpCommand(terminal))
                .addSubcommand(new RepositoryReplayCommand(terminal, blobs));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command, for example: repository dump team/app");
    }
}
