/** What the routes need from the rest of the registry. */
@NullMarked
package org.shiplog.http.api.port;

import org.jspecify.annotations.NullMarked;
