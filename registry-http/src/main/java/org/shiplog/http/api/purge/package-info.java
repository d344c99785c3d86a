/** Purging of the audit log: once, by a schedule, and what came of it. */
@NullMarked
package org.shiplog.http.api.purge;

import org.jspecify.annotations.NullMarked;
