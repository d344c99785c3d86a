/** How nodes find each other through the database, and how one learns that it must stop. */
@NullMarked
package org.shiplog.cluster.membership;

import org.jspecify.annotations.NullMarked;
