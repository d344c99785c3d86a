package org.shiplog.cluster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "projections",
        description = "Look after the tables that are derived from the journal.",
        synopsisSubcommandLabel = "COMMAND")
final class ProjectionsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command, for example: projections rebuild catalog");
    }
}
