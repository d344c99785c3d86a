package org.shiplog.storage.blob;

import java.security.MessageDigest;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** The hash of an upload's first {@link #length()} bytes, to be carried on. Used by one thread at a time. */
public final class RunningHash {
    private final DigestAlgorithm algorithm;
    private final MessageDigest state;
    private long length;

    private RunningHash(DigestAlgorithm algorithm, MessageDigest state, long length) {
        this.algorithm = algorithm;
        this.state = state;
        this.length = length;
    }

    public static RunningHash ofNothing(DigestAlgorithm algorithm) {
        return new RunningHash(algorithm, algorithm.newHash(), 0);
    }

    /** An independent continuation, so that an attempt which is taken back leaves this one as it was. */
    public RunningHash copy() {
        return new RunningHash(algorithm, copyOfState(), length);
    }

    public void update(byte[] bytes) {
        update(bytes, 0, bytes.length);
    }

    public void update(byte[] bytes, int offset, int count) {
        state.update(bytes, offset, count);
        length += count;
    }

    public long length() {
        return length;
    }

    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** The digest so far; the hash can be carried on. */
    public Digest digest() {
        return algorithm.finish(copyOfState());
    }

    private MessageDigest copyOfState() {
        try {
            return (MessageDigest) state.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + state.getAlgorithm() + " cannot be copied", e);
        }
    }
}
