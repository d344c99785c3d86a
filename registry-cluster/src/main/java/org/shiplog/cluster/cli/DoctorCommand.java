package org.shiplog.cluster.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.shiplog.cluster.config.InvalidConfigException;
import org.shiplog.cluster.config.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that a node rests on, beside a running node or without one, and says what to do where it is ill. */
@Command(name = "doctor", description = "Check disk, port, database, clock and TLS. Ends with 1 when a check fails.")
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var findings = new ArrayList<Finding>();
        try {
            NodeConfig settings = config.read(terminal.environment());
            findings.add(Finding.ok("settings", "all known and well formed"));
            findings.addAll(new DiskCheckup(settings.dataDirectory()).findings());
            findings.addAll(new PortCheckup(settings).findings());
            findings.addAll(new TlsCheckup(settings, terminal.clock()).findings());
            findings.addAll(new DatabaseCheckup(settings, terminal.clock()).findings());
        } catch (InvalidConfigException e) {
            e.problems()
                    .forEach(problem -> findings.add(
                            Finding.fail("settings", problem.toString(), "Correct or remove this setting.")));
        }
        findings.forEach(this::print);
        return summarize(findings);
    }

    private void print(Finding finding) {
        terminal.out()
                .println(String.format(
                        Locale.ROOT, "%-4s  %-10s  %s", finding.level(), finding.check(), finding.detail()));
        if (!finding.advice().isEmpty()) {
            terminal.out().println("                  -> " + finding.advice());
        }
    }

    private int summarize(List<Finding> findings) {
        long failed = count(findings, Finding.Level.FAIL);
        long warned = count(findings, Finding.Level.WARN);
        terminal.out()
                .println(failed == 0 && warned == 0 ? "All is well." : failed + " failed, " + warned + " to look at.");
        return failed == 0 ? ShiplogCommand.DONE : ShiplogCommand.FAILED;
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
