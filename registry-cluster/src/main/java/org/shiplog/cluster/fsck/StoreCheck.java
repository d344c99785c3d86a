package org.shiplog.cluster.fsck;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.shiplog.cluster.fsck.HeldContent.Look;
import org.shiplog.projections.holding.Holding;
import org.shiplog.projections.holding.Holdings;
import org.shiplog.projections.holding.Need;
import org.shiplog.projections.holding.Needs;
import org.shiplog.projections.holding.Scope;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.readmodel.Reach;
import org.shiplog.storage.inspect.Fault;
import org.shiplog.storage.inspect.StoredContent;

/**
 * Reads all that live repositories hold, and hashes it.
 *
 * <h2>Beside running nodes</h2>
 *
 * What repositories hold is taken from the read model that counts it, where a blob stands once its upload was acknowledged: a push under
 * way is not known here. What seems wrong is looked at once more, and dropped when no repository needs it any more. So neither a
 * deletion nor a damaged blob that is being replaced is reported.
 *
 * <h2>Memory</h2>
 *
 * A page of a thousand digests, and of four blobs what is between the store and their hash.
 */
public final class StoreCheck {
    private static final int PORTION = 50;
    private static final Duration CATCHING_UP = Duration.ofSeconds(5);
    /** A store that fails so often in a row is away. What is left would be as many findings that say nothing. */
    private static final int MOST_UNREADABLE = 20;

    private final DataSource database;
    private final HeldContent content;
    private final Listener listener;
    private int unreadable;

    /** Told of what is found and how far the check is, by one thread. */
    public interface Listener {
        void found(Finding finding);

        /**
         * @param checked how many of {@code count} were looked at
         * @param bytes how many they have
         */
        void progress(long checked, long count, long bytes);
    }

    public StoreCheck(DataSource database, StoredContent content, Listener listener) {
        this.database = database;
        this.content = new HeldContent(content);
        this.listener = listener;
    }

    /**
     * Blocks for as long as it takes to read everything in the scope once.
     *
     * @throws IllegalStateException when the store is away
     */
    public StoreReport check(Scope scope) throws SQLException {
        Reach reach = Reach.await(database, new QuotaReadModel(), CATCHING_UP);
        long checked = 0;
        long bytes = 0;
        long findings = 0;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (Holdings holdings = Holdings.open(connection, scope)) {
                for (List<Holding> page = holdings.next(); !page.isEmpty(); page = holdings.next()) {
                    for (int from = 0; from < page.size(); from += PORTION) {
                        List<Holding> portion = page.subList(from, Math.min(page.size(), from + PORTION));
                        findings += check(portion);
                        checked += portion.size();
                        bytes += portion.stream().mapToLong(Holding::size).sum();
                        listener.progress(checked, holdings.count(), bytes);
                    }
                }
            }
        }
        return new StoreReport(reach, checked, bytes, findings);
    }

    private int check(List<Holding> holdings) throws SQLException {
        List<Look> suspects = content.faulty(holdings);
        if (suspects.isEmpty()) {
            return 0;
        }
        List<Look> faulty = content.faulty(suspects.stream().map(Look::holding).toList());
        Map<Needs.Key, List<Need>> needs = new Needs(database)
                .of(faulty.stream()
                        .map(look -> Needs.Key.of(look.holding()))
                        .distinct()
                        .toList());
        List<Finding> findings = new ArrayList<>();
        for (Look look : faulty) {
            List<Need> needed = needs.getOrDefault(Needs.Key.of(look.holding()), List.of());
            if (!needed.isEmpty()) {
                findings.add(new Finding(look.holding(), look.fault().orElseThrow(), needed));
            }
        }
        findings.forEach(listener::found);
        requireStore(faulty, holdings.size());
        return findings.size();
    }

    private void requireStore(List<Look> faulty, int looked) {
        int failed = (int) faulty.stream()
                .filter(look -> look.fault().orElseThrow() instanceof Fault.Unreadable)
                .count();
        unreadable = failed == looked ? unreadable + failed : 0;
        if (unreadable >= MOST_UNREADABLE) {
            throw new IllegalStateException("nothing can be read from the store any more");
        }
    }
}
