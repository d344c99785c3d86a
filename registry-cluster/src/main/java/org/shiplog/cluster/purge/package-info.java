/** The job that purges the audit log. */
@NullMarked
package org.shiplog.cluster.purge;

import org.jspecify.annotations.NullMarked;
