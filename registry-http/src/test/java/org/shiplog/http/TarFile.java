package org.shiplog.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Makes tar archives, right ones and others, block by block. */
public final class TarFile {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public TarFile file(String name, String content) {
        return entry(name, '0', content.getBytes(StandardCharsets.UTF_8));
    }

    public TarFile entry(String name, char type, byte[] content) {
        return header(name, type, content.length).raw(content).raw(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    /** A header that says so, whatever comes behind it. */
    public TarFile header(String name, char type, long size) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000644\0");
        put(block, 124, String.format(Locale.ROOT, "%011o\0", size));
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return raw(block);
    }

    public TarFile raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(ascii, 0, block, at, Math.min(ascii.length, BLOCK - at));
    }

    /** With the two empty blocks at the end. */
    public byte[] tar() {
        return raw(new byte[2 * BLOCK]).bytes.toByteArray();
    }

    public byte[] gzip() {
        return gzip(tar());
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return packed.toByteArray();
    }
}
