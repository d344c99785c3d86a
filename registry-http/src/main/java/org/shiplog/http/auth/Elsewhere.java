package org.shiplog.http.auth;

/** Everybody else who vouches for callers. */
public record Elsewhere(
        DirectoryLogins directory,
        WorkloadLogins workloads,
        Standings standings,
        IdTokens idTokens,
        TokenReviews reviews) {}
