package org.shiplog.http.auth.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shiplog.http.outbound.ServerUrl;
import org.shiplog.http.outbound.TlsTrust;

/**
 * What is set about a proxy, as text that nobody has checked yet.
 *
 * @param endpoint what passwords are posted to
 * @param reviewEndpoint what tokens are posted to
 * @param verifyCertificate whether the servers must show certificates for their names from an authority that is trusted
 * @param certificateAuthority a trusted authority's certificate as PEM, besides those of the platform; may be empty
 * @param administratorGroups whose members are system administrators
 * @param administrators names of users who are
 */
public record ProxySettings(
        String endpoint,
        String reviewEndpoint,
        boolean verifyCertificate,
        String certificateAuthority,
        Set<String> administratorGroups,
        Set<String> administrators) {
    public ProxySettings {
        administratorGroups = Set.copyOf(administratorGroups);
        administrators = Set.copyOf(administrators);
    }

    /** Everything for which an {@link AuthProxy} cannot be made of these settings, for the log; empty when it can. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (ServerUrl.parse(endpoint).isEmpty()) {
            faults.add("http_authproxy_endpoint must be an http or https URL");
        }
        if (ServerUrl.parse(reviewEndpoint).isEmpty()) {
            faults.add("http_authproxy_tokenreview_endpoint must be an http or https URL");
        }
        if (trust().isEmpty()) {
            faults.add("http_authproxy_server_certificate must hold certificates in PEM form");
        }
        return List.copyOf(faults);
    }

    Optional<TlsTrust> trust() {
        if (!verifyCertificate) {
            return Optional.of(TlsTrust.anybody());
        }
        return certificateAuthority.isBlank()
                ? Optional.of(TlsTrust.platform())
                : TlsTrust.including(certificateAuthority);
    }

    boolean isAdministrator(String name, List<String> groups) {
        return administrators.contains(name) || groups.stream().anyMatch(administratorGroups::contains);
    }
}
