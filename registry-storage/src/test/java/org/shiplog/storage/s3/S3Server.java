package org.shiplog.storage.s3;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.shiplog.storage.s3.S3Settings.Credentials;
import org.shiplog.storage.s3.S3Settings.Encryption;

/** An S3 server in this process that keeps objects as files, checks signatures, and has one bucket. */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "registry";
    public static final Credentials CREDENTIALS = new Credentials("shiplog", "a secret of the tests");
    /** What names in {@link TestNames} end with. */
    static final String DOMAIN = "s3.test";

    private final BlobStoreContext store;
    private final S3Proxy server;

    private S3Server(BlobStoreContext store, S3Proxy server) {
        this.store = store;
        this.server = server;
    }

    public static S3Server start(Path directory) {
        return start(directory, builder -> builder.endpoint(URI.create("http://127.0.0.1:0")));
    }

    /** With buckets as host names under {@link #DOMAIN}, and no other way. */
    static S3Server startWithVirtualHosts(Path directory) {
        return start(
                directory,
                builder -> builder.endpoint(URI.create("http://127.0.0.1:0")).virtualHost(DOMAIN));
    }

    /** @param keyStore with the certificate, and the password of {@link Certificates} */
    static S3Server startWithTls(Path directory, Path keyStore) {
        return start(
                directory,
                builder -> builder.secureEndpoint(URI.create("https://127.0.0.1:" + freePort()))
                        .keyStore(keyStore.toString(), Certificates.PASSWORD));
    }

    private static S3Server start(Path directory, UnaryOperator<S3Proxy.Builder> listening) {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", directory.toString());
        BlobStoreContext store = ContextBuilder.newBuilder(new FilesystemNio2BlobApiMetadata())
                .credentials(CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
                .overrides(properties)
                .build(BlobStoreContext.class);
        store.getBlobStore().createContainerInLocation(null, BUCKET);
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(new StrictFiles(store.getBlobStore()))
                .ignoreUnknownHeaders(true)
                .awsAuthentication(AuthenticationType.AWS_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey());
        S3Server started = new S3Server(store, listening.apply(builder).build());
        try {
            started.server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return started;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    int securePort() {
        return server.getSecurePort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** For a prefix of the one bucket. */
    public static S3Settings settings(URI endpoint, String prefix) {
        return new S3Settings(
                Optional.of(endpoint),
                "us-east-1",
                BUCKET,
                prefix,
                Optional.of(CREDENTIALS),
                true,
                new Encryption.None(),
                Optional.empty(),
                false);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            store.close();
        }
    }
}
