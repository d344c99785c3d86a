package org.shiplog.http.webhook;

/**
 * What of a target must not be in events. It prints as nothing.
 *
 * @param address the whole URL, which may itself be what lets a message in
 * @param authHeader sent as {@code Authorization}; empty for none
 * @param signingKey of the policy's own; empty for none
 */
public record TargetSecret(String address, String authHeader, String signingKey) {
    /** What deliveries are signed with: whoever knows only Harbor's fields signs with what authorises. Empty for nothing. */
    public String key() {
        return signingKey.isEmpty() ? authHeader : signingKey;
    }

    @Override
    public String toString() {
        return "***";
    }
}
