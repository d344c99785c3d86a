package org.shiplog.cluster.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import org.shiplog.cluster.fsck.Finding;
import org.shiplog.cluster.fsck.StoreReport;
import org.shiplog.projections.holding.Holding;
import org.shiplog.projections.holding.Need;
import org.shiplog.storage.inspect.Fault;

/** In what form a check of the stores says what it finds. */
sealed interface FsckOutput {
    void found(Finding finding);

    void end(StoreReport report);

    /** Lines for people. */
    record Text(PrintStream out) implements FsckOutput {
        @Override
        public void found(Finding finding) {
            out.println(line(finding.holding(), finding.fault()));
            for (Need need : finding.needs()) {
                out.println("  needed by " + need.repository() + tags(need));
            }
        }

        private static String tags(Need need) {
            long more = need.tagCount() - need.tags().size();
            return (need.tags().isEmpty() ? ", by no tag" : ": " + String.join(", ", need.tags()))
                    + (more > 0 ? " and " + more + " more" : "");
        }

        @Override
        public void end(StoreReport report) {
            out.println((report.findings() == 0 ? "Nothing wrong" : report.findings() + " found") + " in "
                    + report.checked() + " blobs and manifests of " + report.bytes()
                    + " bytes, which the journal up to "
                    + report.reach().position() + " needs.");
            if (!report.reach().complete()) {
                out.println("Later events were not looked at: the read model quota has not handled them."
                        + " A node that runs does that.");
            }
        }
    }

    /** JSON lines for programs. */
    record Json(PrintStream out) implements FsckOutput {
        private static final ObjectMapper MAPPER = new ObjectMapper();

        @Override
        public void found(Finding finding) {
            ObjectNode line = MAPPER.createObjectNode()
                    .put("digest", finding.holding().digest().toString())
                    .put("kind", kind(finding.holding()))
                    .put("size", finding.holding().size());
            switch (finding.fault()) {
                case Fault.Missing _ -> line.put("fault", "missing");
                case Fault.WrongSize(long found) -> line.put("fault", "size").put("found_size", found);
                case Fault.WrongDigest(var found) -> line.put("fault", "digest").put("found_digest", found.toString());
                case Fault.Unreadable(String why) ->
                    line.put("fault", "unreadable").put("why", why);
            }
            var needs = line.putArray("needed_by");
            for (Need need : finding.needs()) {
                var tags = needs.addObject()
                        .put("repository", need.repository().value())
                        .put("tag_count", need.tagCount())
                        .putArray("tags");
                need.tags().forEach(tags::add);
            }
            out.println(line);
        }

        @Override
        public void end(StoreReport report) {
            out.println(MAPPER.createObjectNode()
                    .put("position", report.reach().position().toString())
                    .put("complete", report.reach().complete())
                    .put("checked", report.checked())
                    .put("bytes", report.bytes())
                    .put("findings", report.findings()));
        }
    }

    /** What is wrong with what, for people. */
    static String line(Holding holding, Fault fault) {
        return holding.digest() + " (" + kind(holding) + ", " + holding.size() + " bytes): "
                + switch (fault) {
                    case Fault.Missing _ -> "missing";
                    case Fault.WrongSize(long found) -> "has " + found + " bytes";
                    case Fault.WrongDigest(var found) -> "hashes to " + found;
                    case Fault.Unreadable(String why) -> "cannot be read: " + why;
                };
    }

    private static String kind(Holding holding) {
        return holding.manifest() ? "manifest" : "blob";
    }
}
