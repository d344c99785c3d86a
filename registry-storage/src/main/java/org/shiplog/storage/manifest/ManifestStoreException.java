package org.shiplog.storage.manifest;

import org.jspecify.annotations.Nullable;

/** The manifests' store failed, or what it holds under a digest is something else. */
public final class ManifestStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ManifestStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
