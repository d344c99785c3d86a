package org.shiplog.storage.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * Bytes on their way to the store, in borrowed memory. The memory is taken in blocks as the bytes come, and blocks are never used
 * again: a request that was given up may still be reading them.
 */
final class Part {
    /** Small enough to be no humongous object in a small heap. */
    private static final int BLOCK = 256 << 10;

    private final PartMemory.Loan loan;
    private final List<byte[]> blocks = new ArrayList<>();
    private int size;

    Part(PartMemory.Loan loan) {
        this.loan = loan;
    }

    /** Who is told what was copied where. */
    interface Observer {
        void copied(byte[] block, int offset, int length);
    }

    static final Observer UNOBSERVED = (_, _, _) -> {};

    PartMemory.Loan loan() {
        return loan;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == loan.bytes();
    }

    /** Copies as many of the bytes as fit. */
    void add(ByteBuffer bytes, Observer observer) {
        while (bytes.hasRemaining() && !isFull()) {
            int offset = size % BLOCK;
            if (offset == 0) {
                blocks.add(new byte[Math.min(BLOCK, loan.bytes() - size)]);
            }
            byte[] block = blocks.getLast();
            int length = Math.min(bytes.remaining(), block.length - offset);
            bytes.get(block, offset, length);
            observer.copied(block, offset, length);
            size += length;
        }
    }

    /** As a request's body, which may be read several times. */
    AsyncRequestBody body() {
        return AsyncRequestBody.fromByteBuffersUnsafe(buffers().toArray(ByteBuffer[]::new));
    }

    /** What the store checks the bytes by, as the header {@code Content-MD5} has it. */
    String md5() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            buffers().forEach(md5::update);
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private List<ByteBuffer> buffers() {
        List<ByteBuffer> buffers = new ArrayList<>();
        int left = size;
        for (byte[] block : blocks) {
            int length = Math.min(left, block.length);
            buffers.add(ByteBuffer.wrap(block, 0, length));
            left -= length;
        }
        return buffers;
    }
}
