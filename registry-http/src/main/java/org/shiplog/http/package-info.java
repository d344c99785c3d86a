/** The HTTP server in front of the routes. */
@NullMarked
package org.shiplog.http;

import org.jspecify.annotations.NullMarked;
