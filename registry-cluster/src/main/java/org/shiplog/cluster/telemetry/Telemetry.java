package org.shiplog.cluster.telemetry;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.job.JobType;
import org.shiplog.projections.forward.ForwardQueries;
import org.shiplog.projections.job.BoardQueries;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.readmodel.ReadModelLag;

/** The meters of one node and, if there are any, its traces. The parts of the node are handed in as they start. */
public final class Telemetry implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricsPage page = new MetricsPage(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Samples samples = new Samples();
    /** What meters read: the registry itself holds it weakly only, and nobody else does. */
    private final List<Object> kept = new CopyOnWriteArrayList<>();

    private final Optional<Tracing> tracing;

    /** @param version of this program */
    public Telemetry(String version, Optional<Tracing> tracing) {
        this.tracing = tracing;
        List<MeterBinder> process = List.of(
                collections,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new JvmInfoMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
        Gauge.builder("shiplog.build.info", () -> 1)
                .description("Always 1; its labels say what runs.")
                .tags(Tags.of("version", version))
                .register(registry);
    }

    public MeterRegistry registry() {
        return registry;
    }

    public Optional<Tracing> tracing() {
        return tracing;
    }

    /** Answers a scrape, in the format that the request accepts. */
    public HttpResponse page(HttpRequest request) {
        return page.answer(request);
    }

    public void watchPool(HikariDataSource pool) {
        PoolMetrics.of(pool, registry);
    }

    /** @param kinds the names of the kinds of entities that the node runs shards of */
    public void watchCluster(ActorSystem<?> system, List<String> kinds) {
        PoolMetrics.ofJournal(system).ifPresent(this::watchPool);
        kept.add(new MembershipMetrics(system, registry));
        kinds.forEach(kind -> samples.add(new ShardMetrics(system, kind, registry)));
    }

    public void watchReadModels(ReadModelLag lag, List<ReadModel> models) {
        models.forEach(model -> samples.add(new ReadModelMetrics(lag, model, registry)));
    }

    /** @param types of the jobs that this node can do */
    public void watchJobs(BoardQueries board, Set<JobType> types) {
        samples.add(new JobMetrics(board, types, registry));
    }

    public void watchForwarding(ForwardQueries forwarding) {
        samples.add(new ForwardMetrics(forwarding, registry));
    }

    /** @param consistent whether the ledger is what was signed before, grown */
    public void watchLedger(BooleanSupplier consistent) {
        kept.add(consistent);
        Gauge.builder("shiplog.ledger.consistent", consistent, known -> known.getAsBoolean() ? 1 : 0)
                .description(
                        "1, or 0 when this node refused to sign the ledger because its past is not the signed one.")
                .register(registry);
    }

    /** @param use what the directory is for, in a word */
    public void watchDisk(String use, Path directory) {
        Gauge.builder("shiplog.disk.free", directory, path -> path.toFile().getUsableSpace())
                .description("Bytes that can still be written to the disk of a directory.")
                .baseUnit("bytes")
                .tag("use", use)
                .strongReference(true)
                .register(registry);
        Gauge.builder("shiplog.disk.total", directory, path -> path.toFile().getTotalSpace())
                .description("Size of the disk of a directory.")
                .baseUnit("bytes")
                .tag("use", use)
                .strongReference(true)
                .register(registry);
    }

    /** @param hits and misses since the start */
    public void watchManifestCache(LongSupplier hits, LongSupplier misses) {
        cacheRequests("hit", hits);
        cacheRequests("miss", misses);
    }

    private void cacheRequests(String result, LongSupplier count) {
        kept.add(count);
        FunctionCounter.builder("shiplog.manifest.cache.requests", count, LongSupplier::getAsLong)
                .description("Manifests that were asked for, by whether they were in memory.")
                .tag("result", result)
                .register(registry);
    }

    /** @param count of those since the start */
    public void watchLockouts(LongSupplier count) {
        kept.add(count);
        FunctionCounter.builder("shiplog.login.lockouts", count, LongSupplier::getAsLong)
                .description(
                        "Names under which logins from an address were not looked at any more, as too many had failed.")
                .register(registry);
    }

    /** @param expires empty without TLS; the metric is not a number then */
    public void watchCertificate(Optional<Instant> expires) {
        Gauge.builder(
                        "shiplog.tls.certificate.expiry",
                        expires,
                        end -> end.map(Instant::getEpochSecond)
                                .map(Long::doubleValue)
                                .orElse(Double.NaN))
                .description("When the certificate that clients see ends, as a Unix time; not a number without TLS.")
                .baseUnit("timestamp.seconds")
                .strongReference(true)
                .register(registry);
    }

    /** Sends the last spans and forgets all meters. */
    @Override
    public void close() {
        samples.close();
        tracing.ifPresent(Tracing::close);
        collections.close();
        registry.close();
    }
}
