package org.shiplog.http.auth.oidc;

/**
 * What a login that has begun must know when it ends. It prints nothing of it.
 *
 * @param state what the provider sends back with the browser
 * @param nonce what the ID token must repeat
 * @param verifier what proves to the provider who began the login (RFC 7636)
 * @param target where the browser goes afterwards
 */
public record LoginState(String state, String nonce, String verifier, LocalPath target) {
    @Override
    public String toString() {
        return "a login to " + target;
    }
}
