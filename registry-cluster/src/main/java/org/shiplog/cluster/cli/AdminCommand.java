package org.shiplog.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.shiplog.domain.identity.User;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Lets people in again, and shuts them out, when nobody can log in: by the settings and the database of a running node, without any
 * password. What is done stands in the audit log as done by {@code operator}.
 */
@Command(
        name = "admin",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Manage users without logging in, by the settings and the database of a node that runs.",
            "The audit log names the operator as the one who did it."
        })
final class AdminCommand {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ACCOUNTS = "/api/shiplog/v1/users";
    private static final String USERS = "/api/v2.0/users/";

    private final Terminal terminal;
    private final OperatorWork work;

    AdminCommand(Terminal terminal) {
        this.terminal = terminal;
        this.work = new OperatorWork(terminal);
    }

    @Command(name = "users", description = "List the users: who they are, where they log in, and whether they can.")
    int users(
            @Mixin OperatorOptions options,
            @Option(names = "--search", paramLabel = "PART", description = "Only those with this part in their names.")
                    Optional<String> search,
            @Option(names = "--page", paramLabel = "N", defaultValue = "1", description = "Which page (default: 1).")
                    int page)
            throws IOException, InterruptedException, SQLException {
        return work.run(options, (node, _) -> {
            String part = search.map(text -> "&search=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                    .orElse("");
            OperatorClient.Answer answer =
                    node.get(ACCOUNTS + "?page_size=" + AccountTable.ROWS + "&page=" + page + part);
            if (!answer.isGood()) {
                return refused(answer);
            }
            new AccountTable(terminal.out()).print(answer.body(), page);
            return ShiplogCommand.DONE;
        });
    }

    @Command(
            name = "reset-password",
            description = {
                "Give a user a new password, which is made up and shown once unless one is given.",
                "Whoever is logged in with the old one is so no longer."
            })
    int resetPassword(
            @Mixin OperatorOptions options,
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
            @Option(names = "--prompt", description = "Ask for the password on the terminal.") boolean prompt,
            @Option(names = "--password-stdin", description = "Read the password from the standard input.")
                    boolean fromInput)
            throws IOException, InterruptedException, SQLException {
        Optional<NewPassword> password = NewPassword.by(terminal, prompt, fromInput);
        return password.isEmpty()
                ? ShiplogCommand.UNUSABLE
                : work.run(
                        options,
                        (node, config) -> onUser(node, name, account -> {
                            ObjectNode body = JSON.createObjectNode()
                                    .put("new_password", password.get().secret().reveal());
                            long id = account.path("user_id").asLong();
                            OperatorClient.Answer answer = node.put(USERS + id + "/password", body);
                            if (!answer.isGood()) {
                                return refused(answer);
                            }
                            terminal.out().println(name + " has a new password.");
                            password.get().show(terminal.out());
                            if (account.path("disabled").asBoolean()) {
                                terminal.out()
                                        .println(name + " is disabled. To change that: shiplog admin enable " + name);
                            }
                            if (id == User.FIRST_ADMINISTRATOR) {
                                AdminPassword.discard(config.dataDirectory());
                            }
                            return ShiplogCommand.DONE;
                        }));
    }

    @Command(name = "disable", description = "Shut a user out: passwords, tokens and sessions end to work.")
    int disable(
            @Mixin OperatorOptions options,
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name)
            throws IOException, InterruptedException, SQLException {
        return setDisabled(options, name, true);
    }

    @Command(name = "enable", description = "Let a user in again who was disabled.")
    int enable(
            @Mixin OperatorOptions options,
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name)
            throws IOException, InterruptedException, SQLException {
        return setDisabled(options, name, false);
    }

    private int setDisabled(OperatorOptions options, String name, boolean disabled)
            throws IOException, InterruptedException, SQLException {
        ObjectNode body = JSON.createObjectNode().put("disabled", disabled);
        String done = name + (disabled ? " is disabled." : " is enabled.");
        return set(options, name, account -> ACCOUNTS + "/" + id(account) + "/disabled", body, done);
    }

    @Command(name = "grant-admin", description = "Make a user an administrator of the registry.")
    int grantAdmin(
            @Mixin OperatorOptions options,
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name)
            throws IOException, InterruptedException, SQLException {
        return setAdministrator(options, name, true);
    }

    @Command(name = "revoke-admin", description = "Make an administrator an ordinary user.")
    int revokeAdmin(
            @Mixin OperatorOptions options,
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name)
            throws IOException, InterruptedException, SQLException {
        return setAdministrator(options, name, false);
    }

    private int setAdministrator(OperatorOptions options, String name, boolean administrator)
            throws IOException, InterruptedException, SQLException {
        ObjectNode body = JSON.createObjectNode().put("sysadmin_flag", administrator);
        String done = name + (administrator ? " is an administrator." : " was made an ordinary user.");
        return set(options, name, account -> USERS + id(account) + "/sysadmin", body, done);
    }

    private int set(
            OperatorOptions options, String name, Function<JsonNode, String> target, ObjectNode body, String done)
            throws IOException, InterruptedException, SQLException {
        return work.run(
                options, (node, _) -> onUser(node, name, account -> change(node, target.apply(account), body, done)));
    }

    private static long id(JsonNode account) {
        return account.path("user_id").asLong();
    }

    private int change(OperatorClient node, String target, ObjectNode body, String done)
            throws IOException, InterruptedException {
        OperatorClient.Answer answer = node.put(target, body);
        if (!answer.isGood()) {
            return refused(answer);
        }
        terminal.out().println(done);
        return ShiplogCommand.DONE;
    }

    /** What is done to a user who exists. */
    private interface UserStep {
        int with(JsonNode account) throws IOException, InterruptedException;
    }

    private int onUser(OperatorClient node, String name, UserStep step) throws IOException, InterruptedException {
        OperatorClient.Answer answer =
                node.get(ACCOUNTS + "?username=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
        if (!answer.isGood()) {
            return refused(answer);
        }
        if (answer.body().isEmpty()) {
            terminal.err().println("There is no user of that name. To list them: shiplog admin users");
            return ShiplogCommand.FAILED;
        }
        return step.with(answer.body().get(0));
    }

    private int refused(OperatorClient.Answer answer) {
        terminal.err()
                .println(
                        answer.status() == 401
                                ? "The node does not know this command's word: it has another database, or another"
                                        + " release."
                                : "The node refuses: " + answer.fault());
        return ShiplogCommand.FAILED;
    }
}
