package org.shiplog.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One server for the test classes of a process. Each test has a prefix of its own. */
public final class SharedS3Server implements BeforeAllCallback, AfterAllCallback {
    private final List<S3Bucket> opened = new CopyOnWriteArrayList<>();
    private S3Server server;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(S3Server.class, _ -> start(), S3Server.class);
    }

    private static S3Server start() {
        try {
            return S3Server.start(Files.createTempDirectory("shiplog-s3"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    S3Server server() {
        return server;
    }

    public String unusedPrefix() {
        return "test/" + UUID.randomUUID();
    }

    /** Closed after the last test of the class. */
    public S3Bucket open(String prefix) {
        S3Bucket bucket = S3Bucket.open(S3Server.settings(server.endpoint(), prefix));
        opened.add(bucket);
        return bucket;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        opened.forEach(S3Bucket::close);
    }
}
