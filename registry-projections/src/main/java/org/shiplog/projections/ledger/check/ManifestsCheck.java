package org.shiplog.projections.ledger.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.shiplog.domain.oci.Digest;

/** Holds the manifests' bytes against their digests, and looks for those that repositories have and the table has not. */
final class ManifestsCheck {
    private static final String TABLE = "manifests";

    /** Few, because each may have 4 MiB. */
    private static final int FETCH = 20;

    private static final int FETCH_NAMES = 500;

    private final Connection connection;
    private final Findings findings;

    ManifestsCheck(Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** How many manifests there are. */
    long check() throws SQLException {
        missing();
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement("SELECT digest, bytes FROM manifests")) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    compare(rows.getString(1), rows.getBytes(2));
                    count++;
                }
            }
        }
        return count;
    }

    private void compare(String digest, byte[] bytes) {
        Optional<Digest> found =
                Digest.parse(digest).flatMap(Digest::computable).map(algorithm -> algorithm.digestOf(bytes));
        if (found.isEmpty()) {
            findings.add(TABLE, digest, "not a digest that this registry can compute");
        } else if (!found.get().toString().equals(digest)) {
            findings.add(TABLE, digest, "its bytes have the digest " + found.get());
        }
    }

    private void missing() throws SQLException {
        String query = """
            SELECT DISTINCT artifact.digest FROM catalog_artifact AS artifact
            WHERE NOT EXISTS (SELECT 1 FROM manifests WHERE manifests.digest = artifact.digest)
            """;
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setFetchSize(FETCH_NAMES);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    findings.add(TABLE, rows.getString(1), "missing, and a repository has it");
                }
            }
        }
    }
}
