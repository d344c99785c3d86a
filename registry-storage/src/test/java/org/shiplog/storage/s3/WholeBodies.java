package org.shiplog.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
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
        return whole(blob.getPayload(), whole -> {
            blob.setPayload(whole);
            return super.putBlob(container, blob);
        });
    }

    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
        return whole(blob.getPayload(), whole -> {
            blob.setPayload(whole);
            return super.putBlob(container, blob, options);
        });
    }

    @Override
    public MultipartPart uploadMultipartPart(MultipartUpload upload, int number, Payload payload) {
        return whole(payload, whole -> super.uploadMultipartPart(upload, number, whole));
    }

    private static <T> T whole(Payload payload, Function<Payload, T> store) {
        Path file = null;
        try (InputStream body = payload.openStream()) {
            file = Files.createTempFile("shiplog-s3-body", null);
            long length = Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            Payload whole = Payloads.newFilePayload(file.toFile());
            whole.setContentMetadata(payload.getContentMetadata());
            whole.getContentMetadata().setContentLength(length);
            return store.apply(whole);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } finally {
            remove(file);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
