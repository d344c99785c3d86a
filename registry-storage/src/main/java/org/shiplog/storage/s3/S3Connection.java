package org.shiplog.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.shiplog.storage.blob.BlobStoreException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The clients of the AWS SDK, made as the settings say.
 *
 * @param answers for requests that a client waits for the answer of
 * @param transfers for requests that carry bytes of an upload or move them, and try for longer
 * @param hasty for the same with no more attempts than an answer gets
 */
record S3Connection(
        SdkAsyncHttpClient http,
        S3AsyncClient answers,
        S3AsyncClient transfers,
        S3AsyncClient hasty,
        S3Presigner presigner,
        StoreSilence silence)
        implements AutoCloseable {
    /** More than a node takes requests at once, so that slow downloads, each holding a connection, keep nothing else waiting. */
    private static final int CONNECTIONS = 4096;

    private static final Duration CONNECTING = Duration.ofSeconds(10);

    /** Longer than connecting and its handshake, whose failures can be told apart and tried again. */
    private static final Duration WAITING_FOR_CONNECTION = CONNECTING.multipliedBy(3);

    static S3Connection open(S3Settings settings, S3Limits limits) {
        SdkAsyncHttpClient http = http(settings, limits);
        AwsCredentialsProvider credentials = credentials(settings);
        var presigner = S3Presigner.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.pathStyle())
                        .build());
        settings.endpoint().ifPresent(presigner::endpointOverride);
        var silence = new StoreSilence(limits.outage(), System::nanoTime);
        BiFunction<Duration, Integer, S3AsyncClient> clients = (each, most) -> client(settings, http, credentials)
                .overrideConfiguration(attempts(limits, each, most, silence))
                .build();
        return new S3Connection(
                http,
                clients.apply(limits.answer(), limits.attempts()),
                clients.apply(limits.transfer(), limits.writeAttempts()),
                clients.apply(limits.transfer(), limits.attempts()),
                presigner.build(),
                silence);
    }

    // Checksums that the SDK adds by itself come behind the body, which many stores refuse; parts carry MD5 instead.
    private static S3AsyncClientBuilder client(
            S3Settings settings, SdkAsyncHttpClient http, AwsCredentialsProvider credentials) {
        S3AsyncClientBuilder client = S3AsyncClient.builder()
                .httpClient(http)
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        settings.endpoint().ifPresent(client::endpointOverride);
        return client;
    }

    private static SdkAsyncHttpClient http(S3Settings settings, S3Limits limits) {
        var http = NettyNioAsyncHttpClient.builder()
                .maxConcurrency(CONNECTIONS)
                .connectionTimeout(CONNECTING)
                .tlsNegotiationTimeout(CONNECTING)
                .connectionAcquisitionTimeout(WAITING_FOR_CONNECTION)
                .readTimeout(limits.silence())
                .writeTimeout(limits.silence())
                .tcpKeepAlive(true);
        settings.authority()
                .map(S3Connection::trusting)
                .ifPresent(trusted -> http.tlsTrustManagersProvider(() -> trusted));
        return http.build();
    }

    private static ClientOverrideConfiguration attempts(
            S3Limits limits, Duration each, int most, StoreSilence silence) {
        return ClientOverrideConfiguration.builder()
                .addExecutionInterceptor(silence)
                .apiCallAttemptTimeout(each)
                .retryStrategy(retries(limits, most))
                .build();
    }

    /**
     * Waits between attempts that double up to the longest, half of each by chance. No budget of retries: it would fail uploads
     * because others had to be retried.
     */
    private static StandardRetryStrategy retries(S3Limits limits, int attempts) {
        var backoff = BackoffStrategy.exponentialDelayHalfJitter(limits.backoff(), limits.longestBackoff());
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(attempts)
                .backoffStrategy(backoff)
                .throttlingBackoffStrategy(backoff)
                .circuitBreakerEnabled(false)
                .retryOnExceptionOrCauseInstanceOf(TimeoutException.class)
                .build();
    }

    // Credentials that expire are fetched again by a thread of their own, because whoever sends a request must not
    // block.
    private static AwsCredentialsProvider credentials(S3Settings settings) {
        return settings.credentials()
                .<AwsCredentialsProvider>map(known -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(known.accessKey(), known.secretKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder()
                        .asyncCredentialUpdateEnabled(true)
                        .build());
    }

    private static TrustManager[] trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate known : trustManager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("jdk-" + store.size(), known);
            }
            Collection<? extends Certificate> added =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (added.isEmpty()) {
                throw new BlobStoreException(authority + " holds no certificate", null, false);
            }
            for (Certificate certificate : added) {
                store.setCertificateEntry("settings-" + store.size(), certificate);
            }
            return new TrustManager[] {trustManager(store)};
        } catch (IOException | GeneralSecurityException e) {
            throw new BlobStoreException("cannot read the certificates in " + authority, e, false);
        }
    }

    /** @param store null for the JDK's */
    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("the platform has no trust manager for X.509");
    }

    @Override
    public void close() {
        presigner.close();
        answers.close();
        transfers.close();
        hasty.close();
        http.close();
    }
}
