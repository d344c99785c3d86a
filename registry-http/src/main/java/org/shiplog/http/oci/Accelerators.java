package org.shiplog.http.oci;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;

/** Finds the other forms of images, which name their images in a way that repositories do not look at. */
public interface Accelerators {
    CompletionStage<List<Digest>> of(RepositoryName repository, Digest image);
}
