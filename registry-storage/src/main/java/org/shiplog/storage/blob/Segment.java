package org.shiplog.storage.blob;

/**
 * A part of an upload as it was stored by one append.
 *
 * @param length in bytes
 */
public record Segment(Key key, long length) {
    /**
     * A segment's name.
     *
     * @param fence the number of the hold under which it was written, unique within the upload
     */
    public record Key(UploadId upload, long fence) {
        /** What names the session after the hold of this number was released, until somebody acquires it. No segment has this name. */
        public Key released() {
            return new Key(upload, fence + 1);
        }
    }
}
