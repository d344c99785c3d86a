package org.shiplog.cluster.localcluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The last words of a process that wrote into a file. */
final class LogTail {
    private static final int BYTES = 2000;

    private LogTail() {}

    static String of(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long begin = Math.max(0, channel.size() - BYTES);
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            channel.read(bytes, begin);
            String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
            int line = begin == 0 ? -1 : text.indexOf('\n');
            return text.substring(line + 1).strip().indent(2) + "  All of it is in " + file;
        } catch (IOException e) {
            return "  nothing that can be read: " + e.getMessage();
        }
    }
}
