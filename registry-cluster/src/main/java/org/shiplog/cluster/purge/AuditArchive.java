package org.shiplog.cluster.purge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.util.ByteString;
import org.shiplog.http.audit.AuditFormat;
import org.shiplog.projections.audit.AuditCursor;
import org.shiplog.projections.audit.AuditPurgeQueries;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.ledger.Signing;
import org.shiplog.storage.archive.Archive;

/**
 * Writes what is about to be purged into the archive: JSON lines, packed, in files of at most {@value #ACTS_OF_FILE} acts, and one file that
 * names them with their hashes, the limit, and the ledger's checkpoint of that moment. Attempts that are repeated write the same files.
 */
public final class AuditArchive {
    private static final int ACTS_OF_FILE = 50_000;
    private static final int ACTS_AT_ONCE = 1_000;
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss").withZone(ZoneOffset.UTC);

    private final Archive archive;
    private final AuditPurgeQueries queries;
    private final Supplier<CompletionStage<Signing>> ledger;

    /** @param ledger signs the ledger's head */
    public AuditArchive(Archive archive, AuditPurgeQueries queries, Supplier<CompletionStage<Signing>> ledger) {
        this.archive = archive;
        this.queries = queries;
        this.ledger = ledger;
    }

    /**
     * Writes the acts of these kinds that are older, and returns how many there were. Blocks.
     *
     * @throws java.util.concurrent.CompletionException when not all of it is in the archive
     */
    long write(Instant before, List<String> eventTypes) throws InterruptedException {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ArrayNode files = index.putArray("files");
        Optional<AuditCursor> after = Optional.empty();
        long acts = 0;
        String folder = "";
        while (true) {
            Optional<Page> next = page(before, eventTypes, after);
            if (next.isEmpty()) {
                break;
            }
            Page page = next.get();
            folder = folder.isEmpty() ? "audit/" + MONTH.format(page.first().at()) + "/" : folder;
            String name =
                    folder + TIME.format(page.first().at()) + "-" + page.first().id() + ".jsonl.gz";
            byte[] packed = page.packed().toArray();
            await(archive.put(name, packed));
            files.addObject()
                    .put("name", name)
                    .put("sha256", sha256(packed))
                    .put("acts", page.acts())
                    .put("first", page.first().at().toString())
                    .put("last", page.last().at().toString());
            acts += page.acts();
            after = Optional.of(AuditCursor.behind(page.last()));
        }
        if (acts > 0) {
            index.put("before", before.toString()).put("acts", acts);
            eventTypes.forEach(index.putArray("event_types")::add);
            if (await(ledger.get()) instanceof Signing.Signed(String note, long events)) {
                index.put("ledger_events", events).put("ledger_checkpoint", note);
            }
            byte[] text = index.toPrettyString().getBytes(StandardCharsets.UTF_8);
            await(archive.put(folder + "index-before-" + TIME.format(before) + ".json", text));
        }
        return acts;
    }

    private record Page(long acts, AuditRow first, AuditRow last, ByteString packed) {}

    private Optional<Page> page(Instant before, List<String> eventTypes, Optional<AuditCursor> from)
            throws InterruptedException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Optional<AuditRow> first = Optional.empty();
        Optional<AuditRow> last = Optional.empty();
        long acts = 0;
        try (GZIPOutputStream lines = new GZIPOutputStream(packed)) {
            List<AuditRow> rows;
            do {
                if (Thread.interrupted()) {
                    throw new InterruptedException("stopped while writing the archive");
                }
                Optional<AuditCursor> after = last.map(AuditCursor::behind).or(() -> from);
                rows = await(queries.acts(before, eventTypes, after, ACTS_AT_ONCE));
                for (AuditRow row : rows) {
                    lines.write(AuditFormat.JSONL.line(row).getBytes(StandardCharsets.UTF_8));
                    first = first.isPresent() ? first : Optional.of(row);
                    last = Optional.of(row);
                }
                acts += rows.size();
            } while (rows.size() == ACTS_AT_ONCE && acts < ACTS_OF_FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return first.isPresent()
                ? Optional.of(
                        new Page(acts, first.get(), last.orElseThrow(), ByteString.fromArray(packed.toByteArray())))
                : Optional.empty();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
