package org.shiplog.storage.s3;

/**
 * Some bytes of an object.
 *
 * @param from the first byte, counted from 0
 * @param length in bytes
 */
record ObjectRange(String key, long from, long length) {}
