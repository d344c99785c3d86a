package org.shiplog.http.route;

import org.apache.pekko.http.javadsl.model.HttpMethod;

/**
 * One operation.
 *
 * @param id the operation's name in its API's specification, unique; used in metrics and in the tests that go over all routes
 */
public record Route(String id, HttpMethod method, PathPattern path, Access access, Handler handler) {}
