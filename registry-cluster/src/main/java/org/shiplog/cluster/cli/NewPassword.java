package org.shiplog.cluster.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.shiplog.cluster.config.Secret;

/** A password that somebody is given: said by whoever runs the command, or made up and then shown. */
record NewPassword(Secret secret, boolean madeUp) {
    private static final int MAX_LENGTH = 1024;

    /** Empty when none was said that can be used, which the terminal was told. */
    static Optional<NewPassword> by(Terminal terminal, boolean prompt, boolean fromInput) throws IOException {
        if (prompt && fromInput) {
            terminal.err().println("Choose one: --prompt or --password-stdin.");
            return Optional.empty();
        }
        if (prompt) {
            return prompted(terminal);
        }
        return fromInput
                ? read(terminal)
                : Optional.of(new NewPassword(AdminPassword.generate(new SecureRandom()), true));
    }

    private static Optional<NewPassword> read(Terminal terminal) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        String line = input.readLine();
        if (line == null || line.isEmpty() || line.length() > MAX_LENGTH) {
            terminal.err().println("The standard input must hold the password in one line.");
            return Optional.empty();
        }
        return Optional.of(new NewPassword(new Secret(line), false));
    }

    private static Optional<NewPassword> prompted(Terminal terminal) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            terminal.err().println("There is no terminal to ask on. Use --password-stdin, or neither.");
            return Optional.empty();
        }
        char[] first = console.readPassword("New password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || !Arrays.equals(first, second)) {
            terminal.err().println("These are two passwords.");
            return Optional.empty();
        }
        return Optional.of(new NewPassword(new Secret(new String(first)), false));
    }

    /** Once, and only what nobody knows yet. */
    void show(PrintStream out) {
        if (madeUp) {
            out.println("Password    " + secret.reveal());
            out.println("            Shown only this once.");
        }
    }
}
