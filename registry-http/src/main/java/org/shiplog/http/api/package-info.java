/** The routes of the Harbor-compatible management API, and of what is Shiplog's own. */
@NullMarked
package org.shiplog.http.api;

import org.jspecify.annotations.NullMarked;
