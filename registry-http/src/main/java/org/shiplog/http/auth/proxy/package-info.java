/** Asks an HTTP server that checks passwords, and reviews tokens in the way of Kubernetes, who somebody is. */
@NullMarked
package org.shiplog.http.auth.proxy;

import org.jspecify.annotations.NullMarked;
