package org.shiplog.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.projections.audit.AuditCursor;
import org.shiplog.projections.audit.AuditPage;
import org.shiplog.projections.audit.AuditPage.Found;
import org.shiplog.projections.audit.AuditQueries;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/**
 * What the audit log's pages cost on a real PostgreSQL, searched in every way that its interfaces have, by who sees all and by members of
 * projects: read on from a place at the beginning, in the middle and at the end, and by number with its count.
 */
public final class AuditScale {
    private static final int TIMES = 7;
    private static final int PAGE = 100;
    private static final double SLOW = 1_000;
    private static final AuditScope ALL = new AuditScope.Everything();
    private static final String OFTEN = "sha256:" + "ab".repeat(32);

    private record Search(String what, AuditScope scope, String q) {}

    private static final List<Search> SEARCHES = List.of(
            new Search("nothing", ALL, ""),
            new Search("a user with two acts of five", ALL, "username=ci"),
            new Search("a user with some acts", ALL, "username=user-77"),
            new Search("a user with few acts", ALL, "username=rare"),
            new Search("a user whose acts are old", ALL, "username=former"),
            new Search("a user without acts", ALL, "username=nobody"),
            new Search("a month", ALL, "op_time=[2025-06-01T00:00:00~2025-06-30T00:00:00]"),
            new Search(
                    "a user within a month", ALL, "username=user-77,op_time=[2025-06-01T00:00:00~2025-06-30T00:00:00]"),
            new Search("an address of many", ALL, "client_address=192.0.2.1"),
            new Search("an address of few", ALL, "client_address=203.0.113.9"),
            new Search("an address of none", ALL, "client_address=203.0.113.1"),
            new Search(
                    "a client that many use",
                    ALL,
                    "user_agent=docker/27.1.1 go/go1.22.1 kernel/6.8.0 os/linux arch/amd64"),
            new Search("a client that few use", ALL, "user_agent=curl/8.5.0"),
            new Search("a client that nobody uses", ALL, "user_agent=curl/1"),
            new Search("a request", ALL, "request_id=33b1b3045150a6a651b6921a1c379765"),
            new Search("a request that was not", ALL, "request_id=none"),
            new Search("a resource", ALL, "resource=library/app-7:v7"),
            new Search("no resource", ALL, "resource=library/none"),
            new Search("a digest of many", ALL, "digest=" + OFTEN),
            new Search("a digest of none", ALL, "digest=sha256:" + "00".repeat(32)),
            new Search("an id", ALL, "id=4503599632370497"),
            new Search("a project of many", ALL, "project=library"),
            new Search("a project of few", ALL, "project=quiet"),
            new Search("a project whose acts are old", ALL, "project=former"),
            new Search("a project's number", ALL, "project_id=502"),
            new Search("a project's number that is none", ALL, "project_id=9999"),
            new Search("pulls", ALL, "operation=pull"),
            new Search("deletions", ALL, "operation=delete"),
            new Search("updates, of which there are few", ALL, "operation=update"),
            new Search("an operation that is none", ALL, "operation=none"),
            new Search("acts on projects, of which there are few", ALL, "resource_type=project"),
            new Search("deletions of projects, of which there are none", ALL, "operation=delete,resource_type=project"),
            new Search("logins that were refused, of which there are few", ALL, "operation_result=false"),
            new Search("a user's deletions", ALL, "username=ci,operation=delete"),
            new Search("a user's logins, of which there are none", ALL, "username=rare,operation=login"),
            new Search(
                    "the most active user's updates of users, none",
                    ALL,
                    "username=ci,operation=update,resource_type=user"),
            new Search("the most active user in a quiet project", ALL, "username=ci,project=quiet"),
            new Search("within the largest project", within("library"), ""),
            new Search("within a quiet project", within("quiet"), ""),
            new Search("within an empty project", within("empty"), ""),
            new Search("a user within the largest project", within("library"), "username=user-77"),
            new Search("deletions within the largest project", within("library"), "operation=delete"),
            new Search("member of all", member(1), ""),
            new Search("member of 20 projects", member(2), ""),
            new Search("member of a quiet project", member(3), ""),
            new Search("member of a project whose acts are old", member(4), ""),
            new Search("member of two that are quiet", member(5), ""),
            new Search("member of one that is large and one that is not", member(6), ""),
            new Search("member of nothing", member(9), ""),
            new Search("member of all, a user", member(1), "username=user-77"),
            new Search("member of 20, a user", member(2), "username=user-77"),
            new Search("member of 20, deletions", member(2), "operation=delete"),
            new Search("member of a quiet project, a user", member(3), "username=ci"),
            new Search("robot of 20 projects", robot(), ""),
            new Search("robot of every project", new AuditScope.WithinAnyProject(), ""));

    private final AuditQueries queries;

    private AuditScale(HikariDataSource database) {
        this.queries = new AuditQueries(database, Runnable::run);
    }

    /** @param arguments the number of rows, and where the database is kept if it is to be used again; a part of a search's name */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path directory = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("audit-scale");
        try (var postgres = EmbeddedPostgres.start(directory);
                var database = Database.pool(postgres.address(), "scale", 2)) {
            Database.migrate(database);
            var scale = new AuditScale(database);
            if (scale.numbered(ALL, "", 1) == 0) {
                try (Connection connection = database.getConnection()) {
                    GrownAuditLog.fill(connection, Long.parseLong(arguments[0]));
                }
            }
            System.out.printf(
                    "%-50s %12s %12s %12s %12s %12s %12s %s%n",
                    "", "first", "middle", "last", "oldest", "page 1", "page 1000", "total");
            SEARCHES.stream()
                    .filter(search -> arguments.length < 3 || search.what().matches(arguments[2]))
                    .forEach(scale::measure);
        }
    }

    private void measure(Search search) {
        var middle = new AuditCursor(
                GrownAuditLog.FIRST.plusMonths(12).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC), 0);
        Found.Rows oldest = records(search, Optional.empty(), false);
        Optional<AuditCursor> last = oldest.next();
        System.out.printf(
                "%-50s %12s %12s %12s %12s %12s %12s %d%n",
                search.what(),
                timed(() -> records(search, Optional.empty(), true)),
                timed(() -> records(search, Optional.of(middle), true)),
                timed(() -> records(search, last, true)),
                timed(() -> records(search, Optional.empty(), false)),
                timed(() -> numbered(search.scope(), search.q(), 1)),
                timed(() -> numbered(search.scope(), search.q(), 1_000)),
                numbered(search.scope(), search.q(), 1));
    }

    private Found.Rows records(Search search, Optional<AuditCursor> after, boolean newestFirst) {
        var page = new AuditPage(query(search.q(), 1).terms(), after, newestFirst, PAGE);
        if (queries.records(search.scope(), page).toCompletableFuture().join() instanceof Found.Rows rows) {
            return rows;
        }
        throw new IllegalStateException(search.q());
    }

    /** @return the total */
    private long numbered(AuditScope scope, String q, int page) {
        var listing = queries.page(scope, query(q, page)).toCompletableFuture().join();
        if (listing instanceof Listing.Page<?> found) {
            return found.total();
        }
        throw new IllegalStateException(q);
    }

    private static ListQuery query(String q, int page) {
        var parsed = ListQuery.parse(
                Optional.of(q),
                Optional.empty(),
                Optional.of(Integer.toString(page)),
                Optional.of(Integer.toString(PAGE)));
        if (parsed instanceof ListQuery.Parsed.Valid(ListQuery valid)) {
            return valid;
        }
        throw new IllegalStateException(q);
    }

    private static AuditScope within(String project) {
        return new AuditScope.Within(new ProjectName(project));
    }

    private static AuditScope member(long user) {
        return new AuditScope.WithinMemberships(user, Set.of());
    }

    private static AuditScope robot() {
        return new AuditScope.WithinProjects(
                Set.of(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L));
    }

    /** Median and worst, in milliseconds. What is slow is not done so often. */
    private static String timed(Supplier<?> step) {
        double warming = milliseconds(step);
        double[] taken = new double[warming > SLOW ? 1 : TIMES];
        Arrays.setAll(taken, _ -> milliseconds(step));
        Arrays.sort(taken);
        return String.format(Locale.ROOT, "%.1f/%.0f", taken[taken.length / 2], taken[taken.length - 1]);
    }

    private static double milliseconds(Supplier<?> step) {
        long began = System.nanoTime();
        var unused = step.get();
        return (System.nanoTime() - began) / 1e6;
    }
}
