package org.shiplog.http.oci;

import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.shiplog.domain.oci.Digest;

/** Header names of the distribution API, and how its headers are read and written. */
final class OciHeaders {
    static final String CONTENT_DIGEST = "Docker-Content-Digest";
    static final String UPLOAD_UUID = "Docker-Upload-UUID";
    static final String CHUNK_MIN_LENGTH = "OCI-Chunk-Min-Length";
    static final String SUBJECT = "OCI-Subject";
    static final String TAG = "OCI-Tag";
    static final String FILTERS_APPLIED = "OCI-Filters-Applied";
    static final String LINK = "Link";

    /** Content under its digest never changes. Private, because it was shown to one caller. */
    static final HttpHeader CACHE_FOR_EVER = of("Cache-Control", "private, max-age=31536000, immutable");

    /** What a tag points to may change at any time, so that every use must ask. */
    static final HttpHeader REVALIDATE = of("Cache-Control", "private, no-cache");

    private OciHeaders() {}

    static HttpHeader of(String name, String value) {
        return RawHeader.create(name, value);
    }

    /** Relative, so that it stays right behind any proxy. */
    static HttpHeader location(String path) {
        return of("Location", path);
    }

    static HttpHeader contentDigest(Digest digest) {
        return of(CONTENT_DIGEST, digest.toString());
    }

    static HttpHeader entityTag(Digest digest) {
        return of("ETag", EntityTags.of(digest));
    }

    static Optional<String> value(HttpRequest request, String name) {
        // Stripped: the server takes an upload's Content-Range for an unknown unit and puts a space after it.
        return request.getHeader(name).map(HttpHeader::value).map(String::strip);
    }
}
