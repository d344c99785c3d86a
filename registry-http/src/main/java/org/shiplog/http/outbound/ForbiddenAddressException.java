package org.shiplog.http.outbound;

import java.io.IOException;

/** A connection was not made because of where it would have gone. */
public final class ForbiddenAddressException extends IOException {
    private final String reason;

    ForbiddenAddressException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
