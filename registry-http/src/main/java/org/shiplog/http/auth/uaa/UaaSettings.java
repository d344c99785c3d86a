package org.shiplog.http.auth.uaa;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.http.outbound.ServerUrl;
import org.shiplog.http.outbound.TlsTrust;

/**
 * What is set about a UAA server, as text that nobody has checked yet. It prints without the secret.
 *
 * @param endpoint the URL below which it is; without a scheme {@code https}
 * @param clientId as which the registry asks
 * @param clientSecret may be empty
 * @param verifyCertificate whether the server must show a certificate for its name from an authority that is trusted
 * @param certificateAuthority a trusted authority's certificate as PEM, besides those of the platform; may be empty
 */
public record UaaSettings(
        String endpoint, String clientId, String clientSecret, boolean verifyCertificate, String certificateAuthority) {
    /** Everything for which a {@link UaaServer} cannot be made of these settings, for the log; empty when it can. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (base().isEmpty()) {
            faults.add("uaa_endpoint must be an http or https URL without query");
        }
        if (clientId.isBlank()) {
            faults.add("uaa_client_id is missing");
        }
        if (trust().isEmpty()) {
            faults.add("uaa_ca_certificate must hold certificates in PEM form");
        }
        return List.copyOf(faults);
    }

    /** Without a slash at the end. */
    Optional<URI> base() {
        return ServerUrl.parse(url(endpoint).replaceAll("/+$", "")).filter(url -> url.getRawQuery() == null);
    }

    /** What is set is a URL, or one without its scheme. */
    public static String url(String endpoint) {
        String text = endpoint.strip();
        return text.contains("://") ? text : "https://" + text;
    }

    Optional<TlsTrust> trust() {
        if (!verifyCertificate) {
            return Optional.of(TlsTrust.anybody());
        }
        return certificateAuthority.isBlank()
                ? Optional.of(TlsTrust.platform())
                : TlsTrust.including(certificateAuthority);
    }

    @Override
    public String toString() {
        return "UaaSettings[endpoint=%s, clientId=%s]".formatted(endpoint, clientId);
    }
}
