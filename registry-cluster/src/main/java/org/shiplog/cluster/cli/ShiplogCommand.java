package org.shiplog.cluster.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.shiplog.cluster.config.InvalidConfigException;
import org.shiplog.storage.postgres.DataDirectoryInUseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The program {@code shiplog}: finds the command that was asked for and turns its end into an exit code. */
@Command(
        name = "shiplog",
        description = "An OCI container registry whose every change is an event.",
        synopsisSubcommandLabel = "COMMAND")
public final class ShiplogCommand {
    /** The command did what it should. */
    static final int DONE = 0;

    /** The command failed, or a check of the doctor did. */
    static final int FAILED = 1;

    /** The command line or the settings cannot be used; nothing was begun. */
    static final int UNUSABLE = 2;

    /** A node lost its place in the cluster and stopped. Starting it again is right and does no harm. */
    static final int LOST = 3;

    private ShiplogCommand() {}

    /** The commands, wired to what they start. */
    public record Actions(
            NodeStarter node, ProjectionRebuilder projections, DatabaseVerifier verifier, BlobAccess blobs) {}

    /** Runs one command to its end and returns the process's exit code: 0 done, 1 failed, 2 unusable arguments or settings,
     * 3 to be started again. */
    public static int run(Terminal terminal, Actions actions, String... arguments) {
        var commands = new CommandLine(new ShiplogCommand());
        commands.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .scopeType(CommandLine.ScopeType.INHERIT)
                        .description("Show how to use this command.")
                        .build());
        commands.addSubcommand(new ServeCommand(terminal, actions.node()))
                .addSubcommand(new ClusterCommand(terminal))
                .addSubcommand(new VersionCommand(terminal))
                .addSubcommand(new DoctorCommand(terminal))
                .addSubcommand(new AdminCommand(terminal))
                .addSubcommand(new FsckCommand(terminal, actions.blobs()))
                .addSubcommand(new BackupCommand(terminal))
                .addSubcommand(new PositionCommand(terminal))
                .addSubcommand(RepositoryCommand.of(terminal, actions.blobs()))
                .addSubcommand(AuditCommand.of(terminal, actions.verifier()))
                .addSubcommand(new CommandLine(new ProjectionsCommand())
                        .addSubcommand(new RebuildCommand(terminal, actions.projections())))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, _, _) -> explain(terminal, failure));
        if (arguments.length == 0) {
            commands.usage(terminal.err());
            return UNUSABLE;
        }
        return commands.execute(arguments);
    }

    private static int explain(Terminal terminal, Exception failure) {
        switch (failure) {
            case InvalidConfigException invalid -> {
                terminal.err().println(invalid.getMessage());
                return UNUSABLE;
            }
            case DataDirectoryInUseException inUse -> {
                terminal.err().println(inUse.getMessage());
                return FAILED;
            }
            default -> {
                terminal.err().println("shiplog failed: " + failure.getMessage());
                for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                    terminal.err().println("  because: " + cause.getMessage());
                }
                return FAILED;
            }
        }
    }
}
