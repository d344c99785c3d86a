/** The change feed: pages and streams of public events, and their description. */
@NullMarked
package org.shiplog.http.api.event;

import org.jspecify.annotations.NullMarked;
