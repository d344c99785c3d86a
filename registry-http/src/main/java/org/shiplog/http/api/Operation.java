package org.shiplog.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.route.Access;

/**
 * One of the operations that Harbor's API has, as {@code operations.txt} lists them.
 *
 * @param tag under which the specification lists it
 * @param id unique in the specification
 * @param path with its variables, from the root
 * @param access what Harbor asks of the caller
 */
public record Operation(String tag, String id, String method, String path, Access access) {
    private static final String BASE = "/api/v2.0";
    private static final int COLUMNS = 5;

    /** All of them, in the order of their tags. */
    public static List<Operation> all() {
        try (InputStream table = Operation.class.getResourceAsStream("operations.txt")) {
            if (table == null) {
                throw new IllegalStateException("operations.txt is missing");
            }
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Operation::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation parse(String line) {
        String[] columns = line.split(" \\| ", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not an operation: " + line);
        }
        return new Operation(columns[0], columns[1], columns[2], BASE + columns[3], access(columns[4]));
    }

    private static Access access(String text) {
        String[] words = text.split(" ", 2);
        return switch (words[0]) {
            case "anyone" -> new Access.Anyone();
            case "login" -> new Access.LoggedIn();
            case "system" -> new Access.OnSystem(Permission.of(words[1]));
            case "project" -> new Access.OnProject(Permission.of(words[1]));
            case "found" -> new Access.OnWhatIsFound(permissions(words[1]));
            default -> throw new IllegalArgumentException("not an access: " + text);
        };
    }

    private static Set<Permission> permissions(String text) {
        return Arrays.stream(text.split(",")).map(Permission::of).collect(Collectors.toUnmodifiableSet());
    }
}
