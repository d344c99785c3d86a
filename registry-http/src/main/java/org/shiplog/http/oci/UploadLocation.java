package org.shiplog.http.oci;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.storage.blob.UploadId;

/** An upload session's URL and how far it has come, as the answers to its requests tell. */
record UploadLocation(RepositoryName repository, UploadId id) {
    /**
     * Adds location and progress to an answer. Before the first byte the range is {@code 0-0} too: clients parse two
     * numbers, and none of them reads an empty range.
     *
     * @param offset how many bytes the session holds
     */
    HttpResponse describe(HttpResponse response, long offset) {
        return response.addHeader(OciHeaders.location(path()))
                .addHeader(OciHeaders.of("Range", "0-" + Math.max(0, offset - 1)))
                .addHeader(OciHeaders.of(OciHeaders.UPLOAD_UUID, id.toString()));
    }

    private String path() {
        return "/v2/" + repository + "/blobs/uploads/" + id;
    }
}
