package org.shiplog.http.oci;

/** Ends the reading of a manifest that breaks a rule. Never leaves {@link ManifestParser}. */
final class InvalidManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidManifestException(String rule) {
        super(rule);
    }

    /** What is wrong, for the client. */
    String rule() {
        return String.valueOf(getMessage());
    }
}
