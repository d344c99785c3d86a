package org.shiplog.http.route;

import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/**
 * Every error that a client can see: its code, status and default message. The codes are those of distribution-spec, "Error
 * Codes", and below them Harbor's for {@code /api/v2.0}; both APIs answer {@code {"errors":[{code, message, detail}]}}.
 */
public enum ApiError {
    BLOB_UNKNOWN("BLOB_UNKNOWN", StatusCodes.NOT_FOUND, "blob unknown to this repository"),
    BLOB_UPLOAD_INVALID("BLOB_UPLOAD_INVALID", StatusCodes.BAD_REQUEST, "blob upload invalid"),
    BLOB_UPLOAD_OUT_OF_ORDER("BLOB_UPLOAD_INVALID", StatusCodes.RANGE_NOT_SATISFIABLE, "chunk out of order"),
    BLOB_UPLOAD_UNKNOWN("BLOB_UPLOAD_UNKNOWN", StatusCodes.NOT_FOUND, "blob upload unknown to this repository"),
    DIGEST_INVALID(
            "DIGEST_INVALID", StatusCodes.BAD_REQUEST, "provided digest is invalid or does not match the content"),
    MANIFEST_BLOB_UNKNOWN(
            "MANIFEST_BLOB_UNKNOWN", StatusCodes.BAD_REQUEST, "manifest references a blob unknown to this repository"),
    MANIFEST_INVALID("MANIFEST_INVALID", StatusCodes.BAD_REQUEST, "manifest invalid"),
    MANIFEST_TOO_LARGE("MANIFEST_INVALID", StatusCodes.CONTENT_TOO_LARGE, "manifest larger than 4 MiB"),
    MANIFEST_TAGS_TOO_MANY("MANIFEST_INVALID", StatusCodes.URI_TOO_LONG, "too many tags in one request"),
    MANIFEST_UNKNOWN("MANIFEST_UNKNOWN", StatusCodes.NOT_FOUND, "manifest unknown to this repository"),
    NAME_INVALID("NAME_INVALID", StatusCodes.BAD_REQUEST, "invalid repository name"),
    NAME_UNKNOWN("NAME_UNKNOWN", StatusCodes.NOT_FOUND, "repository name not known to registry"),
    PAGINATION_NUMBER_INVALID(
            "PAGINATION_NUMBER_INVALID", StatusCodes.BAD_REQUEST, "invalid number of results requested"),
    RANGE_NOT_SATISFIABLE("BLOB_UNKNOWN", StatusCodes.RANGE_NOT_SATISFIABLE, "range outside the blob"),
    SIZE_INVALID("SIZE_INVALID", StatusCodes.BAD_REQUEST, "provided length did not match the content"),
    TAG_INVALID("TAG_INVALID", StatusCodes.BAD_REQUEST, "the tag is not one that can be pushed"),
    UNAUTHORIZED("UNAUTHORIZED", StatusCodes.UNAUTHORIZED, "authentication required"),
    DENIED("DENIED", StatusCodes.FORBIDDEN, "requested access to the resource is denied"),
    UNSUPPORTED("UNSUPPORTED", StatusCodes.METHOD_NOT_ALLOWED, "the operation is unsupported"),
    UNSUPPORTED_ENCODING("UNSUPPORTED", StatusCodes.UNSUPPORTED_MEDIA_TYPE, "content encodings are not supported"),
    TOOMANYREQUESTS("TOOMANYREQUESTS", StatusCodes.TOO_MANY_REQUESTS, "too many requests"),

    BAD_REQUEST("BAD_REQUEST", StatusCodes.BAD_REQUEST, "bad request"),
    FORBIDDEN("FORBIDDEN", StatusCodes.FORBIDDEN, "forbidden"),
    NOT_FOUND("NOT_FOUND", StatusCodes.NOT_FOUND, "not found"),
    METHOD_NOT_ALLOWED("METHOD_NOT_ALLOWED", StatusCodes.METHOD_NOT_ALLOWED, "method not allowed"),
    GONE("GONE", StatusCodes.GONE, "not kept any more"),
    CONFLICT("CONFLICT", StatusCodes.CONFLICT, "conflict"),
    PRECONDITION("PRECONDITION", StatusCodes.PRECONDITION_FAILED, "precondition failed"),
    REQUEST_ENTITY_TOO_LARGE("REQUEST_ENTITY_TOO_LARGE", StatusCodes.CONTENT_TOO_LARGE, "request body too large"),
    UNPROCESSABLE_ENTITY("UNPROCESSABLE_ENTITY", StatusCodes.UNPROCESSABLE_CONTENT, "unprocessable entity"),
    UNSUPPORTED_MEDIA_TYPE("UNSUPPORTED_MEDIA_TYPE", StatusCodes.UNSUPPORTED_MEDIA_TYPE, "unsupported media type"),

    REQUEST_TIMEOUT("UNKNOWN", StatusCodes.REQUEST_TIMEOUT, "the request's body did not arrive in time"),
    STORAGE_FULL("UNAVAILABLE", StatusCodes.INSUFFICIENT_STORAGE, "no space left to store the content"),
    UNAVAILABLE("UNAVAILABLE", StatusCodes.SERVICE_UNAVAILABLE, "temporarily unavailable, try again"),
    NOT_IMPLEMENTED("NOT_IMPLEMENTED", StatusCodes.NOT_IMPLEMENTED, "this operation is not there yet"),
    UNKNOWN("UNKNOWN", StatusCodes.INTERNAL_SERVER_ERROR, "internal server error");

    private final String code;
    private final StatusCode status;
    private final String message;

    ApiError(String code, StatusCode status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    public String code() {
        return code;
    }

    public StatusCode status() {
        return status;
    }

    public String message() {
        return message;
    }
}
