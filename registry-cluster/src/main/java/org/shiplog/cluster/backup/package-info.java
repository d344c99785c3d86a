/** What must be copied with the database, so that both restore to one place in the journal. */
@NullMarked
package org.shiplog.cluster.backup;

import org.jspecify.annotations.NullMarked;
