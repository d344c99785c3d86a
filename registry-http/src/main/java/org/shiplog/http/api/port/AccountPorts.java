package org.shiplog.http.api.port;

import java.security.SecureRandom;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.auth.Sessions;
import org.shiplog.http.route.ProjectDirectory;
import org.shiplog.storage.identity.UserProfiles;

/**
 * What users stand on besides their entities.
 *
 * @param projectNames for scopes that are given by a project's number
 */
public record AccountPorts(
        UserProfiles profiles,
        Sessions sessions,
        SecretChecks secrets,
        SecureRandom random,
        ProjectDirectory projectNames) {}
