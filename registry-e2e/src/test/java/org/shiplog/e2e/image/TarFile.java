package org.shiplog.e2e.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A ustar archive of one file: fixed owner and time, so that the same content always has the same digest. */
public final class TarFile {

    private static final int BLOCK = 512;

    private TarFile() {}

    public static byte[] holding(String name, byte[] content) {
        var header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, "%011o\0".formatted(content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        var sum = 0;
        for (var octet : header) {
            sum += octet & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        var archive = new ByteArrayOutputStream();
        archive.writeBytes(header);
        archive.writeBytes(content);
        archive.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK + 2 * BLOCK]);
        return archive.toByteArray();
    }

    private static void put(byte[] header, int offset, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
