/** The PostgreSQL that Shiplog starts itself, and the way to reach and migrate whichever PostgreSQL is configured. */
@NullMarked
package org.shiplog.storage.postgres;

import org.jspecify.annotations.NullMarked;
