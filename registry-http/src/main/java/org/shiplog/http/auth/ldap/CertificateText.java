package org.shiplog.http.auth.ldap;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates as PEM. */
final class CertificateText {
    private CertificateText() {}

    /** Empty when the text holds no certificate, or something else. */
    static List<X509Certificate> read(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException _) {
            return List.of();
        }
    }
}
