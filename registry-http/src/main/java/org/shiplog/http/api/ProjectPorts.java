package org.shiplog.http.api;

import java.security.SecureRandom;
import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.route.ProjectDirectory;
import org.shiplog.http.settings.LiveSettings;

/**
 * What projects, their members, robots and labels stand on, besides the projects themselves.
 *
 * @param names of projects that are given by their numbers
 */
public record ProjectPorts(
        Accounts accounts,
        Entities<String, UserGroups, UserGroupCommand, UserGroupRefusal> groups,
        Entities<LabelScope, Labels, LabelCommand, LabelRefusal> labels,
        LiveSettings settings,
        Directory directory,
        ProjectDirectory names,
        SecretChecks secrets,
        SecureRandom random) {}
