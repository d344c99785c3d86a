package org.shiplog.cluster.simulation;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shiplog.storage.blob.Segment;
import org.shiplog.storage.blob.UploadId;

/** The segments in the store that all nodes share. One appears whole or not at all, and is never changed. */
final class StagedFiles {
    private final Map<Segment.Key, byte[]> segments = new LinkedHashMap<>();
    private final Map<UploadId, Long> touched = new LinkedHashMap<>();
    private final Set<Segment.Key> opened = new HashSet<>();

    /** A segment is begun. */
    void open(Segment.Key segment) {
        Violation.unless(opened.add(segment), segment + " is written a second time: two holds had one number");
    }

    void put(Segment.Key segment, byte[] bytes, long now) {
        segments.put(segment, bytes);
        touched.put(segment.upload(), now);
    }

    /** The bytes of the segments in their order; empty if one is not there. */
    Optional<byte[]> read(List<Segment> wanted) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Segment segment : wanted) {
            byte[] bytes = segments.get(segment.key());
            if (bytes == null || bytes.length != segment.length()) {
                return Optional.empty();
            }
            all.writeBytes(bytes);
        }
        return Optional.of(all.toByteArray());
    }

    void discard(UploadId upload) {
        segments.keySet().removeIf(segment -> segment.upload().equals(upload));
        touched.remove(upload);
    }

    Set<UploadId> untouchedSince(long time) {
        return touched.entrySet().stream()
                .filter(upload -> upload.getValue() < time)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
