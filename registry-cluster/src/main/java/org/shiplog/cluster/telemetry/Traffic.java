package org.shiplog.cluster.telemetry;

import java.util.Optional;

/** What an answered request moved into the registry or out of it. */
record Traffic(Direction direction, Content content) {
    private static final String MANIFEST = "/v2/{name}/manifests/{reference}";
    private static final String BLOB = "/v2/{name}/blobs/{digest}";
    private static final String UPLOADS = "/v2/{name}/blobs/uploads/";
    private static final String UPLOAD = "/v2/{name}/blobs/uploads/{session}";

    enum Direction {
        PUSH,
        PULL
    }

    enum Content {
        MANIFEST,
        BLOB
    }

    /** Empty for requests that move no content, such as those for lists, and for those that were refused. */
    static Optional<Traffic> of(String route, String method, int status) {
        return switch (method) {
            case "GET" -> pull(route, status);
            case "PUT", "POST" -> status == 201 ? push(route) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Traffic> pull(String route, int status) {
        if (route.equals(MANIFEST) && status == 200) {
            return Optional.of(new Traffic(Direction.PULL, Content.MANIFEST));
        }
        // 307 sends the client to where the blob is.
        boolean handedOut = status == 200 || status == 206 || status == 307;
        return route.equals(BLOB) && handedOut
                ? Optional.of(new Traffic(Direction.PULL, Content.BLOB))
                : Optional.empty();
    }

    private static Optional<Traffic> push(String route) {
        return switch (route) {
            case MANIFEST -> Optional.of(new Traffic(Direction.PUSH, Content.MANIFEST));
            case UPLOADS, UPLOAD -> Optional.of(new Traffic(Direction.PUSH, Content.BLOB));
            default -> Optional.empty();
        };
    }
}
