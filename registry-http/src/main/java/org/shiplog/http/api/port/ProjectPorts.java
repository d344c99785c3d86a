package org.shiplog.http.api.port;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.settings.LiveSettings;

/** What projects, their members, robots and labels stand on, besides the projects themselves. */
public record ProjectPorts(
        Accounts accounts,
        Entities<String, UserGroups, UserGroupCommand, UserGroupRefusal> groups,
        Entities<LabelScope, Labels, LabelCommand, LabelRefusal> labels,
        LiveSettings settings,
        Directory directory) {}
