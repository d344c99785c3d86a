package org.shiplog.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Users in lines, for people and for {@code grep}. */
final class AccountTable {
    /** On one page. */
    static final int ROWS = 100;

    private final PrintStream out;

    AccountTable(PrintStream out) {
        this.out = out;
    }

    void print(JsonNode accounts, int page) {
        line("ID", "NAME", "SOURCE", "ADMIN", "STATE");
        for (JsonNode account : accounts) {
            line(
                    account.path("user_id").asText(),
                    printable(account.path("username").asText()),
                    account.path("source").asText(),
                    account.path("administrator").asBoolean() ? "yes" : "no",
                    state(account));
        }
        if (accounts.size() == ROWS) {
            out.println("There may be more: --page " + (page + 1));
        }
    }

    private void line(String id, String name, String source, String administrator, String state) {
        out.println(String.format(Locale.ROOT, "%-8s %-32s %-9s %-6s %s", id, name, source, administrator, state));
    }

    private static String state(JsonNode account) {
        List<String> states = new ArrayList<>();
        states.add(account.path("disabled").asBoolean() ? "disabled" : "enabled");
        if (account.has("locked_until")) {
            states.add("locked out until " + account.path("locked_until").asText());
        }
        return String.join(", ", states);
    }

    /** A name that somebody has chosen must not steer the terminal. */
    private static String printable(String name) {
        return name.codePoints()
                .mapToObj(c -> switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                        "?";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }
}
