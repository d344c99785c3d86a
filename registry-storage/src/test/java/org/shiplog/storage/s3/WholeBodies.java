package org.shiplog.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.io.Payload;
import org.jclouds.io.Payloads;

/** Takes nothing of a body that breaks off, as S3 does: the file store leaves half a file, and cannot list it afterwards. */
final class WholeBodies extends ForwardingBlobStore {
    WholeBodies(BlobStore files) {
        super(files);
    }

    @Override
    public String putBlob(String container, Blob blob) {
        blob.setPayload(whole(blob.getPayload()));
        return super.putBlob(container, blob);
    }

    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
        blob.setPayload(whole(blob.getPayload()));
        return super.putBlob(container, blob, options);
    }

    @Override
    public MultipartPart uploadMultipartPart(MultipartUpload upload, int number, Payload payload) {
        return super.uploadMultipartPart(upload, number, whole(payload));
    }

    private static Payload whole(Payload payload) {
        try (InputStream body = payload.openStream()) {
            Payload whole = Payloads.newByteArrayPayload(body.readAllBytes());
            long length = whole.getContentMetadata().getContentLength();
            whole.setContentMetadata(payload.getContentMetadata());
            whole.getContentMetadata().setContentLength(length);
            return whole;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
