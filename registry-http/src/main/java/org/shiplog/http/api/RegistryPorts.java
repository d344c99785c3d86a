package org.shiplog.http.api;

/** What the operations on the registry as a whole stand on. */
public record RegistryPorts(SettingsPorts settings, StorageVolume volume, ProjectQuotas quotas, CatalogSearch search) {}
