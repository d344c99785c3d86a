package org.shiplog.cluster.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the ledger's checkpoints are made.
 *
 * @param origin the log's name in them; when empty one that is made up once
 * @param interval at least a second: how often there is one, when there is something new
 */
public record LedgerConfig(Optional<String> origin, Duration interval) {
    static Optional<LedgerConfig> read(SettingValues values) {
        Optional<String> origin = values.value(Setting.LEDGER_ORIGIN, Checks::ledgerOrigin);
        return values.value(Setting.LEDGER_INTERVAL, Checks::ledgerInterval)
                .map(interval -> new LedgerConfig(origin, interval));
    }
}
