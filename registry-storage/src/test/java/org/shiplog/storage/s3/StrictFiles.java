package org.shiplog.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.KeyNotFoundException;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.io.Payload;
import org.jclouds.io.Payloads;

/**
 * The file store, held to what S3 does where it fails: of a body that breaks off nothing is taken, and an upload is completed
 * once. Otherwise it leaves half a file and can list nothing any more.
 */
final class StrictFiles extends ForwardingBlobStore {
    private final Set<String> completed = new HashSet<>();

    StrictFiles(BlobStore files) {
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

    @Override
    public String completeMultipartUpload(MultipartUpload upload, List<MultipartPart> parts) {
        synchronized (completed) {
            if (!completed.add(upload.id())) {
                throw new KeyNotFoundException(upload.containerName(), upload.blobName(), "completed before");
            }
            return super.completeMultipartUpload(upload, parts);
        }
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
