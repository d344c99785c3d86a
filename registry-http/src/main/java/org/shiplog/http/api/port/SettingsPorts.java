package org.shiplog.http.api.port;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.audit.AuditSinks;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;

/** What the operations on the registry's settings stand on. */
public record SettingsPorts(
        Entities<String, SystemSettings, SettingsCommand, SettingsRefusal> entities,
        LiveSettings live,
        SecretSettings secrets,
        UserCount users,
        AuditSinks sinks) {}
