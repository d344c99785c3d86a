package org.shiplog.http.api.port;

import org.shiplog.projections.forward.ForwardQueries;

/** What the operations on the registry as a whole stand on. */
public record RegistryPorts(
        SettingsPorts settings,
        StorageVolume volume,
        ProjectQuotas quotas,
        CatalogSearch search,
        ForwardQueries forwarding) {}
