package org.shiplog.e2e.push;

import java.util.SplittableRandom;
import org.shiplog.e2e.image.OciLayout;

/** Bytes that can be made again from a few numbers, so that a ledger of thousands of blobs stays small. */
public record Payload(long seed, int size, String digest) {

    public static Payload of(long seed, int size) {
        return new Payload(seed, size, OciLayout.digest(bytes(seed, size)));
    }

    public byte[] bytes() {
        return bytes(seed, size);
    }

    private static byte[] bytes(long seed, int size) {
        var bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
