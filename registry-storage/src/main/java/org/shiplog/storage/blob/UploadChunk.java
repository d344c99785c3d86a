package org.shiplog.storage.blob;

import java.util.OptionalLong;

/**
 * What one request brings of an upload.
 *
 * @param from where the sender believes the session to end; empty when it does not say
 * @param length how many bytes must come; empty when the sender does not say. With any other number they are dropped again
 * @param bytes what they come from
 */
public record UploadChunk<B>(OptionalLong from, OptionalLong length, B bytes) {}
